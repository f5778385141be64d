import { hash } from './masks.js';
import { writeSceneFile } from './scene-file.js';

/** Side of a scene of about a million regions; the number grows with the area. */
export const MILLION_PX = 6600;

/** Sizes of a field, and how far its edges bend. */
const FIELD_PX = { width: 6.5, height: 5, bend: 4 };
/** The middles of the five classes of the recipe, one of which each field has. */
const NDVI = [-0.1, 0.1, 0.3, 0.5, 0.7];

/** Writes a seeded scene of many small regions: red and near infrared as bands 3 and 4, 10 m pixels in UTM 33N. */
export async function writeBusyScene(path: string, sizePx: number): Promise<void> {
  const rows = (row: number, count: number) => {
    const [red, nir] = [new Uint16Array(sizePx * count).fill(1000), new Uint16Array(sizePx * count)];
    for (let i = 0; i < nir.length; i++) {
      const ndvi = ndviAt(i % sizePx, row + Math.floor(i / sizePx));
      nir[i] = Math.round((1000 * (1 + ndvi)) / (1 - ndvi));
    }
    return [red, red, red, nir];
  };
  await writeSceneFile(path, { width: sizePx, height: sizePx, dataType: 'uint16', bandCount: 4 }, rows);
}

/** Fields side by side with crooked edges; neighbours are of one class now and then. */
function ndviAt(x: number, y: number): number {
  const { width, height, bend } = FIELD_PX;
  const col = Math.floor((x + bend * Math.sin(y / 3.7) + 0.5 * bend * Math.sin(x / 5.3)) / width);
  const row = Math.floor((y + bend * Math.cos(x / 4.1)) / height);
  return NDVI[hash(col, row, 17) % NDVI.length];
}
