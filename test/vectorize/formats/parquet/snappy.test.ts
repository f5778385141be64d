import fc from 'fast-check';
import { snappyUncompress } from 'hyparquet';
import { snappyCompress } from 'hyparquet-writer/src/snappy.js';
import { describe, expect, it } from 'vitest';
import { compressSnappy } from '../../../../src/vectorize/formats/parquet/snappy.js';

function unpack(compressed: Uint8Array, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  snappyUncompress(compressed, bytes);
  return bytes;
}

/** Pieces that come again, so that there is something to find. */
const repetitive = fc
  .array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 30 })), { maxLength: 20 })
  .map((pieces) =>
    Uint8Array.from(
      pieces.flatMap(([piece, times]) =>
        Array(times)
          .fill([...piece])
          .flat(),
      ),
    ),
  );

describe('Snappy', () => {
  it('comes back as it was, from any place in memory', () => {
    fc.assert(
      fc.property(fc.oneof(repetitive, fc.uint8Array({ maxLength: 300 })), fc.nat(7), (bytes, shift) => {
        const moved = new Uint8Array(bytes.length + shift).subarray(shift);
        moved.set(bytes);
        expect(unpack(compressSnappy(moved), bytes.length)).toEqual(bytes);
      }),
    );
  });

  it('finds what the reference finds', () => {
    fc.assert(
      fc.property(repetitive, (bytes) => {
        expect(compressSnappy(bytes).slice()).toEqual(snappyCompress(bytes).slice());
      }),
    );
  });

  it('reaches over more than a match may, and writes long literals and copies', () => {
    const noise = new Uint8Array(300_000);
    for (let i = 0, seed = 1; i < noise.length; i++) {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      noise[i] = seed >>> 24;
    }
    const bytes = new Uint8Array(800_000);
    for (const at of [0, 70_000, 140_000, 500_000]) bytes.set(noise, at);
    const compressed = compressSnappy(bytes).slice();
    expect(compressed.length).toBeLessThan(bytes.length);
    // Quicker than `toEqual`, for so many bytes.
    expect(Buffer.compare(unpack(compressed, bytes.length), bytes)).toBe(0);
    expect(Buffer.compare(compressed, snappyCompress(bytes))).toBe(0);
  });
});
