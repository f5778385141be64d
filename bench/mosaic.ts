import { generateSampleScene } from '../src/sample/index.js';
import { writeSceneFile } from './scene-file.js';

/** The sample scene, `times` × `times` side by side, as a COG: blue, green, red, near infrared. Returns the path. */
export async function writeMosaic(path: string, times: number): Promise<string> {
  const { width, height, bands } = generateSampleScene();
  const red = bands[2];
  const nir = bands[4];
  const shape = { width: width * times, height: height * times, dataType: 'uint16', bandCount: 4 } as const;
  const tiled = (band: Uint16Array, row: number, count: number): Uint16Array => {
    const rows = new Uint16Array(count * shape.width);
    for (let y = 0; y < count; y++) {
      const from = ((row + y) % height) * width;
      for (let i = 0; i < times; i++) rows.set(band.subarray(from, from + width), y * shape.width + i * width);
    }
    return rows;
  };
  const rows = (row: number, count: number) => [bands[0], bands[1], red, nir].map((band) => tiled(band, row, count));
  await writeSceneFile(path, shape, rows);
  return path;
}
