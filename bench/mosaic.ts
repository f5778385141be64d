import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { generateSampleScene } from '../src/sample/index.js';
import { writeCog } from '../src/tiling/write-cog.js';

/** The sample scene, `times` × `times` side by side, as a COG: blue, green, red, near infrared. Returns the path. */
export async function writeMosaic(path: string, times: number): Promise<string> {
  const { width, height, bands } = generateSampleScene();
  const red = bands[2];
  const nir = bands[4];
  const options = {
    width: width * times,
    height: height * times,
    dataType: 'uint16',
    bandCount: 4,
    affine: [10, 0, 500000, 0, -10, 5400000],
    crs: { epsg: 32633, proj: '+proj=utm +zone=33 +datum=WGS84 +units=m +no_defs' },
    nodata: 0,
    overviews: 'none',
  } as const;
  const tiled = (band: Uint16Array, row: number, count: number): Uint16Array => {
    const rows = new Uint16Array(count * options.width);
    for (let y = 0; y < count; y++) {
      const from = ((row + y) % height) * width;
      for (let i = 0; i < times; i++) rows.set(band.subarray(from, from + width), y * options.width + i * width);
    }
    return rows;
  };
  const rows = (row: number, count: number) => [bands[0], bands[1], red, nir].map((band) => tiled(band, row, count));
  await pipeline(Readable.from(writeCog(options, rows)), createWriteStream(path));
  return path;
}
