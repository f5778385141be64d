/** Pixels row by row, channels interleaved. */
export interface PixelImage {
  width: number;
  height: number;
  channels: 1 | 2 | 3 | 4;
  data: Uint8Array;
}

/** Loaded at the first need: most runs read no JPEG, and no worker but one draws. */
async function loadSharp() {
  const { default: sharp } = await import('sharp');
  // Every image here is seen once: nothing to remember between them.
  sharp.cache(false);
  return sharp;
}

export async function encodePng(image: {
  width: number;
  height: number;
  channels: 3 | 4 | 1;
  data: Uint8Array;
}): Promise<Uint8Array> {
  const { width, height, channels, data } = image;
  const sharp = await loadSharp();
  return sharp(data, { raw: { width, height, channels } }).png().toBuffer();
}

/** How much of a picture is kept: what is lost cannot be seen beside a map. */
const WEBP_QUALITY = 80;

/** A picture with transparency, small enough to lie beside a map. */
export async function encodeWebp({ width, height, data }: Omit<PixelImage, 'channels'>): Promise<Uint8Array> {
  const sharp = await loadSharp();
  return sharp(data, { raw: { width, height, channels: 4 } })
    .webp({ quality: WEBP_QUALITY })
    .toBuffer();
}

/**
 * Decodes one JPEG or WebP image to its own samples: no colour profile, no rotation, no premultiplied alpha. `stored` names
 * what the bytes hold where sharp would make three colours of it. Throws on anything damaged, or larger than `maxPixels`.
 */
export async function decodeImage(
  bytes: Uint8Array,
  { maxPixels, stored = 'colour' }: { maxPixels: number; stored?: 'grey' | 'colour' | 'four' },
): Promise<PixelImage> {
  const sharp = await loadSharp();
  const image = sharp(bytes, { failOn: 'warning', limitInputPixels: maxPixels });
  if (stored === 'grey') image.toColourspace('b-w');
  if (stored === 'four') image.pipelineColourspace('cmyk').toColourspace('cmyk');
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  // libvips takes four components for ink and turns them round.
  if (stored === 'four') for (let at = 0; at < data.length; at++) data[at] = 255 - data[at]!;
  return { width: info.width, height: info.height, channels: info.channels as PixelImage['channels'], data };
}
