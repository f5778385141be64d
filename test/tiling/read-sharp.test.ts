import { describe, expect, it } from 'vitest';
import { decodeImage, encodePng } from '../../src/tiling/sharp.js';

describe('pictures', () => {
  it.each([1, 3, 4] as const)('of %i channels come back from PNG as they were', async (channels) => {
    const data = Uint8Array.from({ length: 6 * channels }, (_, i) => i * 9 + 1);
    const png = await encodePng({ width: 3, height: 2, channels, data });
    expect([...png.subarray(1, 4)].map((code) => String.fromCharCode(code)).join('')).toBe('PNG');
    const stored = channels === 1 ? 'grey' : 'colour';
    const back = await decodeImage(png, { maxPixels: 6, stored });
    expect({ ...back, data: Uint8Array.from(back.data) }).toEqual({ width: 3, height: 2, channels, data });
  });

  it('larger than they may be are refused', async () => {
    const png = await encodePng({ width: 10, height: 10, channels: 3, data: new Uint8Array(300) });
    await expect(decodeImage(png, { maxPixels: 99 })).rejects.toThrow(/pixel limit/);
  });
});
