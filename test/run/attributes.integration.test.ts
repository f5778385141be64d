import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseRecipe } from '../../src/segment/recipe.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { GEO_PYTHON } from '../support/geo-python.js';
import { hasSharedData, sharedPath } from '../support/shared-data.js';
import { makeFolder, makeRedNir, writeTestScene } from '../support/write-scene.js';
import { planRun, runInProcess } from './in-process.js';

const JUDGE = new URL('./attributes-judge.py', import.meta.url).pathname;
const folder = makeFolder('attributes-judged');
afterAll(() => rmSync(folder, { recursive: true }));

interface Case {
  bands: Record<string, number>;
  vectorize: { connectivity: 4 | 8; minPixels?: number };
  scale: number;
  offset: number;
}

type Properties = Record<string, number>;
interface Figures {
  count: number;
  mean: number;
  min: number;
  max: number;
  std: number;
}

/** Maps the scene, and gives its features with what rasterstats says of their polygons. */
async function judge(path: string, name: string, { bands, vectorize, scale, offset }: Case) {
  const recipe = parseRecipe(
    {
      name,
      ...{ bands, scaling: { scale, offset }, vectorize },
      segmenter: { method: 'threshold', index: 'ndvi', cuts: [0.2, 0.5] },
      legend: [1, 2, 3].map((id) => ({ id, name: `class ${id}`, color: '#112233' })),
      attributes: { bands: Object.keys(bands), statistics: ['mean', 'min', 'max', 'std'], shape: true },
    },
    'judged.json',
  );
  const given = await planRun(path, 100, { recipe });
  const store = createMemoryStore();
  const context = await runInProcess(given, store).finally(() => given.scene.close());
  const regions = join(folder, `${name}.geojson`);
  writeFileSync(regions, await store.get(context.keys.output('regions.geojson')));
  const asked = spawnSync(GEO_PYTHON, [JUDGE, regions, path], { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (asked.status !== 0) throw new Error(asked.stderr);
  const { regions: judged } = JSON.parse(asked.stdout) as {
    regions: Record<string, { area: number; perimeter: number; bands: Figures[] }>;
  };
  const text = new TextDecoder().decode(await store.get(context.keys.output('regions.geojson')));
  const { features } = JSON.parse(text) as { features: { id: number; properties: Properties }[] };
  return features.map(({ id, properties }) => ({ properties, judged: judged[id]! }));
}

/** The largest difference from what rasterstats says, in units of the property's last decimal. */
function worstDifference(of: Awaited<ReturnType<typeof judge>>, { bands, scale, offset }: Case): number {
  let worst = 0;
  for (const { properties, judged } of of) {
    for (const [role, number] of Object.entries(bands)) {
      const { count, mean, min, max, std } = judged.bands[number - 1]!;
      expect(properties.pixels).toBe(count);
      const expected = { mean: mean * scale + offset, min: min * scale + offset, max: max * scale + offset };
      for (const [statistic, value] of Object.entries({ ...expected, std: std * scale })) {
        worst = Math.max(worst, Math.abs(properties[`${role}_${statistic}`]! - value) * 1e6);
      }
    }
    const compactness = Math.min(1, (4 * Math.PI * judged.area) / judged.perimeter ** 2);
    // Corners are rounded to some decimals of a degree, which shows in polygons of a pixel.
    expect(properties.compactness).toBeCloseTo(compactness, 2);
  }
  return worst;
}

describe('rasterstats', () => {
  it.each([4, 8] as const)('agrees on bands over polygons (%i-connected)', async (connectivity) => {
    const path = await writeTestScene(join(folder, 'fields.tif'), makeRedNir(160, 120));
    const options = { bands: { red: 1, nir: 2 }, vectorize: { connectivity }, scale: 1e-4, offset: -0.01 };
    const judged = await judge(path, `fields-${connectivity}`, options);
    expect(judged.length).toBeGreaterThan(100);
    // Half a unit of the last decimal, and half a unit of the sum (2⁻²⁰), which is about as much.
    expect(worstDifference(judged, options)).toBeLessThan(1.1);
  });

  it.skipIf(!hasSharedData)('agrees on 16-bit values of Sentinel-2, small regions having joined others', async () => {
    const options = {
      bands: { red: 1, nir: 4 },
      vectorize: { connectivity: 4, minPixels: 40 },
      scale: 1,
      offset: 0,
    } as const;
    const judged = await judge(sharedPath('scenes/sentinel2-austria/s2-8band-32633.tif'), 'sentinel', options);
    expect(judged.length).toBeGreaterThan(100);
    // Stored values add up without any rounding but the last.
    expect(worstDifference(judged, options)).toBeLessThan(0.51);
  });
});
