import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_SCALING } from '../../../../src/segment/onnx/model-contract.js';
import { float16Table } from '../../../../src/segment/onnx/network/float16.js';
import { createInputWriter, type InputSpec } from '../../../../src/segment/onnx/network/input-tensor.js';
import type { NetworkColumns } from '../../../../src/segment/onnx/network/spec.js';

const spec = (parts: Partial<InputSpec> = {}): InputSpec => ({
  input: { name: 'x', dataType: 'float32', layout: 'NCHW' },
  bands: [1, 2],
  scaling: [NO_SCALING],
  transform: null,
  patchPx: 2,
  batch: 2,
  ...parts,
});

const columns = (values: NetworkColumns['values'], known: Uint8Array | null = null): NetworkColumns => ({
  window: { col: 0, row: 0, width: 3, height: 2 },
  values,
  known,
});

/** The upper right patch of 2 x 2 pixels in columns of 3 x 2. */
const places = { rows: Int32Array.of(0, 3), columns: Int32Array.of(1, 2) };
const bands = [Float32Array.of(0, 1, 2, 3, 4, 5), Uint16Array.of(0, 10, 20, 30, 40, 50)];

describe('an input tensor', () => {
  it('holds patches band by band, or pixel by pixel', () => {
    const writer = createInputWriter(spec());
    writer.write(1, columns(bands), places);
    expect(writer.tensor(2)).toEqual({
      type: 'float32',
      shape: [2, 2, 2, 2],
      data: Float32Array.of(...Array(8).fill(0), 1, 2, 4, 5, 10, 20, 40, 50),
    });
    const last = createInputWriter(spec({ input: { name: 'x', dataType: 'float32', layout: 'NHWC' } }));
    last.write(0, columns(bands), places);
    expect(last.tensor(1)).toEqual({
      type: 'float32',
      shape: [1, 2, 2, 2],
      data: Float32Array.of(1, 10, 2, 20, 4, 40, 5, 50),
    });
  });

  it('goes wherever the places say: mirrored and turned', () => {
    const writer = createInputWriter(spec({ bands: [1] }));
    writer.write(0, columns(bands), { rows: Int32Array.of(2, 1), columns: Int32Array.of(0, 3) });
    expect([...writer.tensor(1).data]).toEqual([2, 5, 1, 4]);
  });

  it('is scaled as the formula says, up to the rounding of single precision', () => {
    const number = fc.float({ min: Math.fround(0.1), max: 4, noNaN: true });
    const scaling = fc.record({ scale: number, offset: number, mean: number, std: number });
    const clip = fc.record({ clipMin: fc.constantFrom(null, 1), clipMax: fc.constantFrom(null, 3) });
    const value = fc.float({ min: 0, max: 5, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 4, maxLength: 4 }), scaling, clip, (values, factors, limits) => {
        const writer = createInputWriter(spec({ bands: [1], scaling: [{ ...factors, ...limits }] }));
        writer.write(0, columns([Float32Array.from([0, ...values])]), {
          rows: Int32Array.of(0, 2),
          columns: Int32Array.of(1, 2),
        });
        const round = Math.fround;
        values.forEach((x, i) => {
          const clipped = Math.min(Math.max(x, limits.clipMin ?? -Infinity), limits.clipMax ?? Infinity);
          const { scale, offset, mean, std } = factors;
          const wanted = round(round(round(round(clipped * scale) + offset) - mean) / std);
          const got = Number(writer.tensor(1).data[i]);
          expect(Math.abs(got - wanted)).toBeLessThanOrEqual(4e-6 * Math.max(1, 1 / std));
        });
      }),
    );
  });

  it('takes one scaling for each band, or one for all', () => {
    const scaling = [
      { ...NO_SCALING, scale: 2 },
      { ...NO_SCALING, offset: 1 },
    ];
    const each = createInputWriter(spec({ scaling }));
    each.write(0, columns(bands), places);
    expect([...each.tensor(1).data]).toEqual([2, 4, 8, 10, 11, 21, 41, 51]);
    const all = createInputWriter(spec({ scaling: [scaling[0]] }));
    all.write(0, columns(bands), places);
    expect([...all.tensor(1).data]).toEqual([2, 4, 8, 10, 20, 40, 80, 100]);
  });

  it('is 0 where nothing is known, whatever the file holds there', () => {
    const scaling = [{ ...NO_SCALING, mean: 7, std: 2 }];
    const known = Uint8Array.of(1, 1, 0, 1, 1, 0);
    for (const junk of [-9999, 0, 1e30, Number.NaN, Number.POSITIVE_INFINITY]) {
      const writer = createInputWriter(spec({ bands: [1], scaling }));
      writer.write(0, columns([Float32Array.of(9, 9, junk, 9, 11, junk)], known), places);
      expect([...writer.tensor(1).data]).toEqual([1, 0, 2, 0]);
    }
    // Even where nobody has said so.
    const writer = createInputWriter(spec({ bands: [1], scaling }));
    writer.write(0, columns([Float32Array.of(9, Number.NaN, 9, 9, 11, Number.NEGATIVE_INFINITY)]), places);
    expect([...writer.tensor(1).data]).toEqual([0, 1, 2, 0]);
  });

  it('is the same wherever its pixels are, and whichever of them are known', () => {
    const side = 6;
    const index = fc.integer({ min: 0, max: 3 * side - 1 });
    const straight = fc
      .integer({ min: 0, max: 2 * side })
      .map((from) => Array.from({ length: side }, (_, i) => from + i));
    const any = fc.array(index, { minLength: side, maxLength: side });
    const value = fc.oneof(
      { weight: 9, arbitrary: fc.double({ min: -9, max: 9 }) },
      { weight: 1, arbitrary: fc.constant(NaN) },
    );
    const area = 9 * side * side;
    fc.assert(
      fc.property(
        fc.record({ rows: any, columns: fc.oneof(straight, any), isClipped: fc.boolean() }),
        fc.array(value, { minLength: area, maxLength: area }),
        fc.option(fc.array(fc.constantFrom(1, 1, 1, 0), { minLength: area, maxLength: area })),
        ({ rows, columns: across, isClipped }, values, known) => {
          const limits = isClipped ? { clipMin: -1, clipMax: 2 } : {};
          const scaling = [{ ...NO_SCALING, scale: 3, offset: 1, ...limits }];
          const writer = createInputWriter(spec({ bands: [1], patchPx: side, scaling }));
          const image = columns([Float64Array.from(values)], known && Uint8Array.from(known));
          writer.write(1, image, {
            rows: Int32Array.from(rows, (row) => row * 3 * side),
            columns: Int32Array.from(across),
          });
          const wanted = rows.flatMap((row) =>
            across.map((column) => {
              const x = values[row * 3 * side + column]!;
              if (Number.isNaN(x) || known?.[row * 3 * side + column] === 0) return 0;
              return Math.fround((isClipped ? Math.min(2, Math.max(-1, x)) : x) * 3 + 1);
            }),
          );
          expect([...writer.tensor(2).data].slice(side * side)).toEqual(wanted);
        },
      ),
    );
  });

  it('of bytes is rounded and clipped, of half floats the nearest', () => {
    const values = [Float32Array.of(-3, 0.4, 1.5, 2.5, 254.6, 300)];
    const all = { rows: Int32Array.of(0, 3), columns: Int32Array.of(0, 1, 2) };
    const input = (dataType: 'uint8' | 'float16') => ({ name: 'x', dataType, layout: 'NHWC' as const });
    const bytes = createInputWriter(spec({ bands: [1], patchPx: 3, input: input('uint8') }));
    bytes.write(0, columns(values), all);
    expect(bytes.tensor(1)).toMatchObject({ type: 'uint8', shape: [1, 3, 3, 1] });
    expect([...bytes.tensor(1).data].slice(0, 6)).toEqual([0, 0, 2, 2, 255, 255]);
    const halves = createInputWriter(spec({ bands: [1], patchPx: 3, input: input('float16') }));
    halves.write(0, columns(values), all);
    expect(halves.tensor(1).data).toBeInstanceOf(Uint16Array);
    const numbers = [...halves.tensor(1).data].slice(0, 6).map((half) => float16Table()[Number(half)]);
    expect(numbers).toEqual([-3, 0.39990234375, 1.5, 2.5, 254.625, 300]);
  });
});
