import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateSampleScene, type SampleScene } from '../../src/sample/index.js';
import { type CogOptions, writeCog } from '../../src/tiling/write-cog.js';

/** How much of the green is gone on a day, of crops and of all else: 0 to 1. */
export interface Day {
  date: string;
  cropsGone: number;
  restGone: number;
}

export const SUMMER: readonly Day[] = [
  { date: '2026-04-21', cropsGone: 0.55, restGone: 0.25 },
  { date: '2026-06-18', cropsGone: 0, restGone: 0 },
  { date: '2026-07-27', cropsGone: 0.4, restGone: 0.05 },
  { date: '2026-09-05', cropsGone: 0.72, restGone: 0.12 },
];

const OFFSET = 1000;

/** Writes the sample scene as it might look on several days; gives the paths, in order. */
export async function writeSeason(
  folder: string,
  { size, days, name = 'tabor' }: { size: number; days: readonly Day[]; name?: string },
): Promise<string[]> {
  const scene = generateSampleScene({ size });
  await mkdir(folder, { recursive: true });
  const paths: string[] = [];
  for (const day of days) {
    const path = join(folder, `${name}-${day.date}.tif`);
    await writeFile(path, await encode(scene, day));
    paths.push(path);
  }
  return paths;
}

async function encode(scene: SampleScene, day: Day): Promise<Buffer> {
  const { width, height, affine, nodata } = scene;
  const crops = new Set(scene.truth.legend.filter(({ name }) => /crop/i.test(name)).map(({ id }) => id));
  const [red, nir] = ['B04', 'B08'].map((name) => scene.bands[scene.bandNames.indexOf(name)]);
  const dry = nir.map((value, at) => {
    if (value === nodata || value <= red[at]) return value;
    const gone = crops.has(scene.truth.classes[at]) ? day.cropsGone : day.restGone;
    return Math.max(OFFSET, Math.round(value - gone * (value - red[at])));
  });
  const bands = scene.bands.map((band) => (band === nir ? dry : band));
  const crs = { epsg: 32633, proj: '+proj=utm +zone=33 +datum=WGS84 +units=m +no_defs' };
  const chunks: Uint8Array[] = [];
  const options: CogOptions = {
    width,
    height,
    bandCount: bands.length,
    dataType: 'uint16',
    affine,
    crs,
    nodata,
    overviews: 'nearest',
    bandNames: scene.bandNames,
    metadata: { ...scene.metadata, DATETIME: `${day.date}T10:15:00Z` },
  };
  const rows = (row: number, count: number) => bands.map((band) => band.subarray(row * width, (row + count) * width));
  for await (const chunk of writeCog(options, rows)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
