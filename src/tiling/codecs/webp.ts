import { decodeImage } from '../sharp.js';
import type { Codec } from './codec.js';

export const webp: Codec = {
  name: 'WebP',
  codes: [50001],
  predicts: false,
  async decode(bytes, { width, height, samples, dataType, maxDecodedBytes }) {
    if (dataType !== 'uint8' || (samples !== 3 && samples !== 4))
      throw new Error(`WebP of ${samples} ${dataType} samples`);
    const image = await decodeImage(bytes, { maxPixels: maxDecodedBytes / samples });
    if (image.width !== width || image.height < height) throw new Error(`a WebP of ${image.width} × ${image.height}`);
    return image.channels === samples ? image.data : withChannels(image.data, image.channels, samples);
  },
};

/** An encoder drops an alpha that is opaque everywhere, and may add one that was not asked for. */
function withChannels(data: Uint8Array, from: number, to: number): Uint8Array {
  const pixels = data.length / from;
  const out = new Uint8Array(pixels * to).fill(255);
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let channel = 0; channel < 3; channel++) out[pixel * to + channel] = data[pixel * from + channel]!;
  }
  return out;
}
