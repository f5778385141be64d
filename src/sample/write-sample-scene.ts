import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Crs } from '../raster/crs.js';
import type { Band, DataType } from '../raster/raster.js';
import { type CogOptions, writeCog } from '../tiling/write-cog.js';
import { generateSampleScene, type SampleScene, type SampleSceneOptions } from './sample-scene.js';

const UTM_33N: Crs = { epsg: 32633, proj: '+proj=utm +zone=33 +datum=WGS84 +units=m +no_defs' };

export interface SampleFiles {
  /** Ten bands of uint16, as a COG. */
  scenePath: string;
  /** The true classes with their palette, as a COG. */
  truthPath: string;
  scene: SampleScene;
}

/** Makes the sample scene and writes it and its truth into a folder, which is created if missing. */
export async function writeSampleScene(folder: string, options: SampleSceneOptions = {}): Promise<SampleFiles> {
  const scene = generateSampleScene(options);
  await mkdir(folder, { recursive: true });
  const scenePath = join(folder, 'sample-scene.tif');
  const truthPath = join(folder, 'sample-truth.tif');
  await writeBands(scenePath, scene, scene.bands, {
    dataType: 'uint16',
    bandNames: scene.bandNames,
    metadata: scene.metadata,
    overviews: 'nearest',
  });
  await writeBands(truthPath, scene, [scene.truth.classes], {
    dataType: 'uint8',
    palette: scene.truth.legend,
    metadata: Object.fromEntries(scene.truth.legend.map(({ id, name }) => [`CLASS_${id}`, name])),
    overviews: 'mode',
  });
  return { scenePath, truthPath, scene };
}

type Look = { dataType: DataType } & Pick<CogOptions, 'overviews' | 'bandNames' | 'metadata' | 'palette'>;

async function writeBands(path: string, scene: SampleScene, bands: readonly Band[], look: Look): Promise<void> {
  const { width, height, affine, nodata } = scene;
  const options: CogOptions = { width, height, bandCount: bands.length, affine, crs: UTM_33N, nodata, ...look };
  const file = await open(path, 'w');
  try {
    const readRows = (row: number, count: number) =>
      bands.map((band) => band.subarray(row * width, (row + count) * width));
    for await (const chunk of writeCog(options, readRows)) await file.write(chunk);
  } finally {
    await file.close();
  }
}
