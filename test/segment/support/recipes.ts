import type { Band, DataType, Raster } from '../../../src/raster/raster.js';
import { type PreparedRecipe, prepareRecipe, type SceneFacts } from '../../../src/segment/prepare.js';
import { parseRecipe, type Recipe } from '../../../src/segment/recipe.js';

/** A scene of unsigned bytes in which nothing is named, unless said. */
export function sceneFacts(facts: Partial<SceneFacts> = {}): SceneFacts {
  const bandCount = facts.bandCount ?? facts.bandNames?.length ?? 1;
  return {
    location: 'scene.tif',
    bandCount,
    bandNames: Array.from({ length: bandCount }, () => ''),
    dataType: 'uint8' as DataType,
    metadata: {},
    photometric: 'grey',
    alphaBand: null,
    nodata: null,
    ...facts,
  };
}

export function legendOf(count: number) {
  return Array.from({ length: count }, (_, i) => ({ id: i + 1, name: `c${i + 1}`, color: '#112233' }));
}

/** A recipe around one segmenter, values taken as stored. */
export function recipeOf(segmenter: object, legendSize: number, more: object = {}): Recipe {
  const json = { name: 'test', segmenter, legend: legendOf(legendSize), scaling: 'none', ...more };
  return parseRecipe(json, 'test.json');
}

export function rasterOf(width: number, bands: Band[], valid: Uint8Array | null = null): Raster {
  return { window: { col: 0, row: 0, width, height: bands[0]!.length / width }, bands, valid };
}

/** Fits on the raster and segments it, the parameters having gone through JSON as between two steps. */
export async function fitAndSegment(prepared: PreparedRecipe, raster: Raster) {
  const params = JSON.parse(JSON.stringify(await fitOn(prepared, raster)));
  return { params, ...(await prepared.segment(raster, params)) };
}

/** Parameters from a raster as the whole sample. */
export function fitOn(prepared: PreparedRecipe, raster: Raster) {
  return prepared.fit(() => [{ raster, core: raster.window }]);
}

export function prepareFor(
  segmenter: object,
  legendSize: number,
  scene: Partial<SceneFacts> = {},
  scaling: Recipe['scaling'] = 'none',
) {
  return prepareRecipe(recipeOf(segmenter, legendSize, { scaling }), sceneFacts(scene));
}

/** The part of a raster in a rectangle. */
export function cropRaster(raster: Raster, col: number, row: number, width: number, height: number): Raster {
  const crop = <T extends Band>(band: T): T => cropBand(band, raster.window.width, { col, row, width, height });
  return {
    window: { col, row, width, height },
    bands: raster.bands.map(crop),
    valid: raster.valid ? crop(raster.valid) : null,
  };
}

export function cropBand<T extends Band>(
  band: T,
  stride: number,
  { col, row, width, height }: { col: number; row: number; width: number; height: number },
): T {
  const rows = Array.from({ length: height }, (_, r) => {
    const start = (row + r) * stride + col;
    return [...band.subarray(start, start + width)];
  });
  return (band.constructor as unknown as { from(values: number[]): T }).from(rows.flat());
}
