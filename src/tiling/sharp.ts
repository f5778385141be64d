import sharp from 'sharp';

/** Pixels row by row, channels interleaved. */
export interface PixelImage {
  width: number;
  height: number;
  channels: 1 | 2 | 3 | 4;
  data: Uint8Array;
}

/** Every image here is seen once: nothing to remember between them. */
sharp.cache(false);

export async function encodePng(image: {
  width: number;
  height: number;
  channels: 3 | 4 | 1;
  data: Uint8Array;
}): Promise<Uint8Array> {
  const { width, height, channels, data } = image;
  return sharp(data, { raw: { width, height, channels } }).png().toBuffer();
}

/**
 * Decodes one JPEG or WebP image to its own samples: no colour profile, no rotation, no premultiplied alpha. Four
 * components of a JPEG come back as they are stored. Throws on anything damaged, or larger than `maxPixels`.
 */
export async function decodeImage(
  bytes: Uint8Array,
  { maxPixels, raw4 = false }: { maxPixels: number; raw4?: boolean },
): Promise<PixelImage> {
  const image = sharp(bytes, { failOn: 'warning', limitInputPixels: maxPixels });
  const pipeline = raw4 ? image.pipelineColourspace('cmyk').toColourspace('cmyk') : image;
  const { data, info } = await pipeline.raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: info.channels as PixelImage['channels'], data };
}
