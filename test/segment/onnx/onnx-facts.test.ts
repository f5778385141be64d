import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors.js';
import { describeModel } from '../../../src/segment/onnx/describe-model.js';
import { findProblems } from '../../../src/segment/onnx/network/resolve.js';
import { parseOnnxFacts } from '../../../src/segment/onnx/onnx-facts.js';
import { encodeMessage } from '../../../src/train/onnx/protobuf.js';
import { makeModel, toSource } from './tiny-model.js';

const PORT = { name: 'scores', type: 'float32', shape: [1] } as const;
const parse = (bytes: Uint8Array) => parseOnnxFacts(toSource(bytes), 'tiny.onnx');

describe('the header of an ONNX file', () => {
  it('has names, types, sides, metadata, operators and the one that makes each output', () => {
    const facts = parse(
      makeModel({
        inputs: [{ name: 'image', type: 'uint8', shape: ['N', 3, 512, 'W'] }],
        outputs: [{ name: 'scores', type: 'float32', shape: ['N', 2, 512, 'W'] }],
        nodes: [
          { op: 'Conv', inputs: ['image'], outputs: ['raw'] },
          { op: 'Softmax', inputs: ['raw'], outputs: ['shares'] },
          { op: 'Transpose', inputs: ['shares'], outputs: ['scores'] },
        ],
        metadata: { resolution: '5.5', __proto: 'x' },
      }),
    );
    expect(facts).toMatchObject({
      irVersion: 8,
      producer: 'a test',
      producerVersion: '1',
      inputs: [{ name: 'image', elementType: 'uint8', shape: ['N', 3, 512, 'W'] }],
      outputs: [{ name: 'scores', elementType: 'float32', shape: ['N', 2, 512, 'W'] }],
      operators: ['Conv', 'Softmax', 'Transpose'],
      hasExternalData: false,
    });
    expect(facts.operatorSets).toEqual(new Map([['', 17]]));
    expect(facts.metadata.get('resolution')).toBe('5.5');
    expect(facts.endOperators).toEqual(new Map([['scores', 'Softmax']]));
  });

  it('does not take weights for inputs, and reads none of them', () => {
    const values = Array.from({ length: 100_000 }, (_, i) => i);
    const bytes = makeModel({
      inputs: [
        { name: 'image', type: 'float32', shape: [1, 3, 8, 8] },
        { name: 'kernel', type: 'float32', shape: [100_000] },
      ],
      constants: [{ name: 'kernel', type: 'float32', shape: [100_000], values }],
    });
    let bytesRead = 0;
    const source = toSource(bytes);
    const read = (start: number, length: number) => {
      bytesRead += length;
      return source.read(start, length);
    };
    const facts = parseOnnxFacts({ size: bytes.length, read }, 'tiny.onnx');
    expect(facts.inputs.map(({ name }) => name)).toEqual(['image']);
    expect(bytes.length).toBeGreaterThan(400_000);
    expect(bytesRead).toBeLessThan(100_000);
  });

  it('says which side is not known, and what is no tensor', () => {
    const port = (write: Parameters<typeof encodeMessage>[0]) => encodeMessage(write);
    const sequence = port((message) => {
      message.text(1, 'list');
      message.message(2, (type) => type.message(4, () => {}));
    });
    const unnamed = port((message) => {
      message.text(1, 'free');
      message.message(2, (type) =>
        type.message(1, (tensor) => {
          tensor.int(1, 10);
          tensor.message(2, (shape) => {
            shape.message(1, (side) => side.int(1, -1));
            shape.message(1, () => {});
          });
        }),
      );
    });
    const bytes = encodeMessage((model) =>
      model.message(7, (graph) => {
        graph.bytes(12, sequence);
        graph.bytes(12, unnamed);
      }),
    );
    expect(parse(bytes).outputs).toEqual([
      { name: 'list', elementType: 'sequence', shape: null },
      { name: 'free', elementType: 'float16', shape: [null, null] },
    ]);
  });

  it.each([
    ['an empty file', new Uint8Array(0), /an empty file/],
    ['a text', new TextEncoder().encode('{"name": "x"}'), /no known kind/],
    ['another message', encodeMessage((message) => message.int(1, 8)), /without a graph/],
    ['a graph without outputs', encodeMessage((message) => message.message(7, () => {})), /without outputs/],
    ['a field that is cut', Uint8Array.of(0x3a, 0x05, 0x01), /runs past its end/],
    ['a number that is cut', Uint8Array.of(0x08, 0x80), /does not end/],
    [
      'a graph of too many ports',
      makeModel({ outputs: new Array(1001).fill(PORT) }),
      /more than 1000 inputs or outputs/,
    ],
    ['a tensor of too many sides', makeModel({ outputs: [{ ...PORT, shape: new Array(65).fill(2) }] }), /64 sides/],
    ['a number of eleven bytes', Uint8Array.of(0x08, ...new Array(10).fill(0x80), 1), /does not end/],
    ['a length beyond all files', Uint8Array.of(0x3a, ...new Array(8).fill(255), 0x7f), /runs past its end/],
  ])('is refused: %s', (_, bytes, got) => {
    expect(() => parse(bytes)).toThrow(InputError);
    expect(() => parse(bytes)).toThrow(got);
    expect(() => parse(bytes)).toThrow(/^model: wanted an ONNX file, got .+ \(tiny\.onnx\)$/);
  });

  it('read from a broken file gives facts or one clear error, always', () => {
    const whole = makeModel({
      metadata: { class_names: '{0: "water"}', resolution: '50', standardization_mean: '[1]' },
    });
    fc.assert(
      fc.property(
        fc.nat(whole.length),
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 6 }),
        (length, flips) => {
          const broken = Uint8Array.from(whole);
          for (const [at, bits] of flips) broken[at] ^= bits;
          try {
            const contract = describeModel(parse(broken.subarray(0, length)), null);
            const problems = findProblems({ path: 'broken', contract, own: {}, radiusPx: null });
            expect(problems.length).toBeGreaterThan(0);
          } catch (error) {
            expect(error).toBeInstanceOf(InputError);
          }
        },
      ),
      { numRuns: 2000, seed: 5 },
    );
  });
});
