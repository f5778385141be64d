import { addProtocol } from 'maplibre-gl';
import type { Api } from '../api.js';
import { type LegendClass, parseColour } from '../legend.js';

const PROTOCOL = 'mask';

/** Adds addresses `mask://…?without=rrggbb,…`: a picture of the mask in which pixels of these colours are clear. */
export function addMaskProtocol(api: Api): void {
  addProtocol(PROTOCOL, async ({ url }, { signal }) => {
    const [path, without = ''] = url.slice(`${PROTOCOL}://`.length).split('#without=');
    const response = await api.fetch(path, { signal, headers: { Accept: 'image/png' } });
    if (response.status === 204 || response.status === 404) return { data: await createImageBitmap(clearPicture()) };
    if (!response.ok) throw new Error(`the mask's tile answered ${response.status}`);
    const picture = await createImageBitmap(await response.blob());
    const colours = without.split(',').flatMap((digits) => [parseColour(`#${digits}`) ?? []]);
    return { data: colours.every((colour) => colour.length === 0) ? picture : await clearColours(picture, colours) };
  });
}

/** Where the mask's tiles are when some classes are switched off; one of their colours that a shown class has too stays. */
export function maskTiles(path: string, legend: readonly LegendClass[], hidden: ReadonlySet<number>): string {
  const shown = new Set(legend.filter(({ id }) => !hidden.has(id)).map(({ colour }) => colour.toLowerCase()));
  const without = legend.filter(({ id, colour }) => hidden.has(id) && !shown.has(colour.toLowerCase()));
  const digits = without.map(({ colour }) => colour.slice(1).toLowerCase()).join(',');
  return `${PROTOCOL}://${path}${digits ? `#without=${digits}` : ''}`;
}

const clearPicture = (): ImageData => new ImageData(1, 1);

async function clearColours(picture: ImageBitmap, colours: readonly (readonly number[])[]): Promise<ImageBitmap> {
  const { width, height } = picture;
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
  context.drawImage(picture, 0, 0);
  const pixels = context.getImageData(0, 0, width, height);
  const { data } = pixels;
  const wanted = new Set(colours.map(([red, green, blue]) => (red << 16) | (green << 8) | blue));
  for (let at = 0; at < data.length; at += 4) {
    if (wanted.has((data[at] << 16) | (data[at + 1] << 8) | data[at + 2])) data[at + 3] = 0;
  }
  return createImageBitmap(pixels);
}
