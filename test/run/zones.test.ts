import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.js';
import { type ProcessOptions, processScene } from '../../src/scene.js';
import { loadRecipe, type Recipe } from '../../src/segment/recipe.js';
import { openScene } from '../../src/tiling/open-scene.js';
import { vectorizeMask } from '../../src/vectorize-mask.js';
import { makeFolder, makeRedNir, writeTestScene } from '../support/write-scene.js';
import { groundOf, makeFields, SMALL } from '../vectorize/zonal/judged.js';

const folder = makeFolder('zones');
const scenePath = join(folder, 'fields.tif');
const zonesPath = join(folder, 'zones.geojson');
let recipe: Recipe;

interface Feature {
  id: string | number;
  properties: Record<string, unknown>;
  geometry: { type: string; coordinates: number[][][] };
}

const fields = makeFields({
  bboxLonLat: groundOf({ ...SMALL, width: 300, height: 220 }).bboxLonLat,
  count: 60,
  seed: 7,
  radii: [0.002, 0.4],
}) as { type: string; features: Feature[] };

beforeAll(async () => {
  await writeTestScene(scenePath, makeRedNir(300, 220));
  recipe = await loadRecipe('crop-health');
  writeFileSync(zonesPath, JSON.stringify(fields));
});
afterAll(() => rmSync(folder, { recursive: true }));

type Given = Partial<ProcessOptions> & { file?: string };

async function run(name: string, { file = zonesPath, ...given }: Given = {}, hooks = {}) {
  const scene = await openScene(scenePath);
  try {
    const options: ProcessOptions = {
      scene,
      recipe,
      out: join(folder, name),
      workers: 1,
      overrides: { scaling: { scale: 1e-4, offset: 0 } },
      zones: { location: file },
      ...given,
    };
    return await processScene(options, hooks);
  } finally {
    await scene.close();
  }
}

const read = (of: string, name: string): string => readFileSync(join(of, name), 'utf8');
const zonesOf = (of: string) => JSON.parse(read(of, 'zones.geojson')) as { histograms: object; features: Feature[] };
const filesOf = (of: string) => ['zones.geojson', 'zones.csv'].map((name) => read(of, name));

function writeZones(name: string, ...features: object[]): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify({ type: 'FeatureCollection', features }));
  return path;
}

describe('a run with zones', () => {
  it('gives the same bytes for every tile size, number of workers and order', async () => {
    for (const rule of ['fraction', 'centre'] as const) {
      const zones = { location: zonesPath, rule };
      const whole = filesOf((await run(`whole-${rule}`, { tileSizePx: 300, zones })).folder);
      const others = [
        [77, 1],
        [64, 2],
      ] as const;
      for (const [tileSizePx, workers] of rule === 'fraction' ? others : others.slice(0, 1)) {
        const tiled = await run(`tiles-${rule}-${tileSizePx}`, { tileSizePx, workers, zones });
        expect(filesOf(tiled.folder)).toEqual(whole);
      }
    }
  });

  it('goes on where an interrupted run stopped, to the same bytes, its file of zones cut too', async () => {
    const whole = await run('uninterrupted', { tileSizePx: 64 });
    const abort = new AbortController();
    const onProgress = ({ step, done }: { step: string; done: number }) => {
      if (step === 'segment' && done === 7) abort.abort(new Error('stopped by the test'));
    };
    const hooks = { onProgress, signal: abort.signal };
    await expect(run('interrupted', { tileSizePx: 64 }, hooks)).rejects.toThrow('stopped by the test');
    const works = join(folder, 'interrupted', '.landquilt');
    const placed = join(works, readdirSync(works)[0], 'zones.bin');
    writeFileSync(placed, readFileSync(placed).subarray(0, 1000));
    const resumed = await run('interrupted', { tileSizePx: 64 });
    expect(resumed.statistics.tiles.segmentReused).toBeGreaterThan(6);
    expect(filesOf(resumed.folder)).toEqual(filesOf(whole.folder));
  });

  it('keeps what zones were, in their order, and adds up', async () => {
    const { folder: outputs, statistics } = await run('kept', { tileSizePx: 100 });
    const { features } = zonesOf(outputs);
    expect(features.map(({ id, geometry }) => ({ id, geometry }))).toEqual(
      fields.features.map(({ id, geometry }) => ({ id, geometry })),
    );
    expect(statistics.zones).toMatchObject({ count: 60, rule: 'fraction' });
    expect(statistics.files.map(({ name }) => name)).toEqual(expect.arrayContaining(['zones.geojson', 'zones.csv']));
    const classNames = Object.keys(features[0].properties)
      .filter((name) => /_m2$/.test(name))
      .slice(2);
    expect(classNames).toEqual([
      'water_or_snow_m2',
      'bare_built_up_or_cloud_m2',
      'sparse_or_stressed_green_m2',
      'moderate_green_m2',
      'dense_healthy_green_m2',
    ]);
    for (const { properties } of features as { properties: Record<string, number> }[]) {
      const sum = classNames.reduce((total, name) => total + properties[name], 0);
      expect(Math.abs(sum - properties.covered_m2)).toBeLessThan(0.05);
      expect(properties.covered_share).toBeCloseTo(properties.covered_m2 / properties.area_m2, 5);
      expect(properties.covered_share).toBeLessThanOrEqual(1.000001);
      if (properties.pixels > 0) expect(properties.ndvi_min).toBeLessThanOrEqual(properties.ndvi_mean);
    }
  });

  it('measures a zone that holds the scene as the scene itself', async () => {
    const world = [[[-180, -80], [180, -80], [180, 80], [-180, 80], [-180, -80]]]; // biome-ignore format: one ring
    const far = [[[-70, -30], [-69, -30], [-69, -29], [-70, -30]]]; // biome-ignore format: one ring
    const zone = (coordinates: number[][][]) => ({ type: 'Feature', geometry: { type: 'Polygon', coordinates } });
    const file = writeZones('world.geojson', zone(world), zone(far));
    const { folder: outputs, statistics } = await run('world', { file, tileSizePx: 77 });
    const [all, none] = zonesOf(outputs).features.map(({ properties }) => properties);
    expect(all.pixels).toBe(statistics.pixels.valid);
    expect(all.covered_m2).toBeCloseTo(statistics.areaM2.valid, 1);
    for (const { name, areaM2 } of statistics.classes) {
      const slug = `${name.toLowerCase().replaceAll(/[^a-z]+/g, '_')}_m2`;
      expect(all[slug]).toBeCloseTo(areaM2, 1);
    }
    expect(none).toMatchObject({ covered_m2: 0, covered_share: 0, pixels: 0, ndvi_mean: null, ndvi_histogram: null });
    const [, , second] = read(outputs, 'zones.csv').trimEnd().split('\n');
    expect(second).toMatch(/^2,[\d.]+,0,0,0,0,0,0,0,0,,,,,,,$/);
  });

  it('keeps the own properties of zones, by another name where one is taken', async () => {
    const { geometry } = fields.features[20];
    const properties = { owner: 'Ann "the farm", Lee', area_m2: 5, tags: ['a'], zone_area_m2: null, zone: 'x' };
    const file = writeZones('named.geojson', { type: 'Feature', id: 'n,1', properties, geometry });
    const { folder: outputs } = await run('named', { file });
    const [feature] = zonesOf(outputs).features;
    expect(feature.id).toBe('n,1');
    expect(feature.properties).toMatchObject({ owner: properties.owner, zone: 'x', zone_zone_area_m2: 5, tags: ['a'] });
    expect(feature.properties.area_m2).toBeGreaterThan(100);
    const [head, row] = read(outputs, 'zones.csv').split('\n');
    expect(head).toMatch(/^zone,owner,zone_zone_area_m2,tags,zone_area_m2,zone_zone,area_m2,covered_m2,/);
    expect(row).toMatch(/^"n,1","Ann ""the farm"", Lee",5,"\[""a""\]",,x,\d/);
  });

  it('is another run with other zones, or another rule, or none; and leaves no files of the run before', async () => {
    const first = await run('changing');
    expect((await run('changing')).wasPublished).toBe(true);
    const centre = await run('changing', { zones: { location: zonesPath, rule: 'centre' } });
    expect(centre.wasPublished).toBe(false);
    const other = await run('changing', { file: writeZones('one.geojson', fields.features[20]) });
    expect(zonesOf(other.folder).features).toHaveLength(1);
    const scene = await openScene(scenePath);
    const { folder: outputs } = await processScene({ scene, recipe, out: join(folder, 'changing'), workers: 1 });
    await scene.close();
    expect(outputs).toBe(first.folder);
    expect(existsSync(join(outputs, 'regions.geojson'))).toBe(true);
    expect(readdirSync(outputs).filter((name) => name.startsWith('zones'))).toEqual([]);
  });

  it('refuses zones that are not there, or not zones, before the first tile', async () => {
    await expect(run('refused', { file: join(folder, 'none.geojson') })).rejects.toThrow(
      /zones: wanted a file to read, got none \(.*none\.geojson\)/,
    );
    const flat = [[[15.6, 48.2], [15.61, 48.21], [15.62, 48.22], [15.6, 48.2]]]; // biome-ignore format: one ring
    const line = { type: 'Feature', id: 'path', geometry: { type: 'Polygon', coordinates: flat } };
    const steps: string[] = [];
    const onProgress = ({ step }: { step: string }) => steps.push(step);
    const file = writeZones('line.geojson', line);
    await expect(run('refused', { file }, { onProgress })).rejects.toThrow(/zone 1 \(id path\): wanted a ring/);
    await expect(run('refused', { file })).rejects.toThrow(InputError);
    expect(steps).not.toContain('segment');
  });

  it('measures the classes of any class raster', async () => {
    const { folder: outputs } = await run('masked');
    const scene = await openScene(join(outputs, 'mask.tif'));
    const given = { scene, out: join(folder, 'masked'), workers: 1, zones: { location: zonesPath } };
    const { folder: vectorized } = await vectorizeMask(given);
    await scene.close();
    const byRun = zonesOf(outputs).features.map(({ properties }) => properties.dense_healthy_green_m2);
    const names = Object.keys(zonesOf(vectorized).features[0].properties);
    const own = zonesOf(vectorized).features.map(({ properties }) => properties[names.at(-1)!]);
    expect(own).toEqual(byRun);
  });
});
