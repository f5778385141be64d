import { readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SampleScene, writeSampleScene } from '../../src/sample/index.js';
import { processScene } from '../../src/scene.js';
import { loadModels } from '../../src/segment/onnx/load-models.js';
import { parseRecipe } from '../../src/segment/recipe.js';
import { openScene } from '../../src/tiling/open-scene.js';
import { makeFolder } from '../support/write-scene.js';

const folder = makeFolder('architectures');
afterAll(() => rmSync(folder, { recursive: true }));

const SIZE_PX = 256;
let scenePath: string;
let sample: SampleScene;
beforeAll(async () => {
  // A scene that none of them has learnt from.
  ({ scenePath, scene: sample } = await writeSampleScene(folder, { size: SIZE_PX, seed: 21 }));
});

/** What networks of fewer classes call the ground of the sample. */
const COARSE: Readonly<Record<string, string>> = {
  'dense-crop': 'crop',
  'sparse-crop': 'crop',
  grass: 'crop',
};

/** Every semantic architecture, and what share of the ground it has to call by its name; the greatest class is well below. */
const ROWS: [name: string, least: number][] = [
  ['fcn', 0.8],
  ['unet', 0.75],
  ['unet-valid', 0.75],
  ['segnet', 0.7],
  ['deeplab', 0.7],
  ['segformer', 0.8],
  ['vit', 0.9],
];

describe.each(ROWS)('%s', (name, least) => {
  it('maps a scene it has never seen, to the same bytes for any tiles', async () => {
    const whole = await run(name, 512);
    const agreement = await measureAgreement(whole);
    expect(agreement).toBeGreaterThan(least);
    const cut = await run(name, 100);
    for (const file of ['mask.tif', 'regions.geojson']) {
      expect(readFileSync(join(cut, file)).equals(readFileSync(join(whole, file))), file).toBe(true);
    }
  });
});

async function run(name: string, tileSizePx: number): Promise<string> {
  const model = resolve(`test/fixtures/models/${name}/model.onnx`);
  // One channel, of trees, leaves the rest of the ground without a name.
  const segmenter = { method: 'network', model, ...(name === 'vit' ? { rest: 2 } : {}) };
  const recipe = await loadModels(parseRecipe({ name, segmenter }, 'test'), '.');
  const scene = await openScene(scenePath);
  const out = join(folder, `out-${tileSizePx}`);
  const { folder: files } = await processScene({ scene, recipe, out, tileSizePx, workers: 2 });
  await scene.close();
  return files;
}

/** The share of the ground whose name is right; clouds and their shadows are left out where a network knows none. */
async function measureAgreement(files: string): Promise<number> {
  const { classes: mapped } = JSON.parse(readFileSync(join(files, 'statistics.json'), 'utf8')) as {
    classes: { id: number; name: string }[];
  };
  const nameOf = new Map(mapped.map(({ id, name }) => [id, name.replace(' ', '-')]));
  const mask = await openScene(join(files, 'mask.tif'));
  const { bands } = await mask.read({ col: 0, row: 0, width: SIZE_PX, height: SIZE_PX });
  await mask.close();
  const { classes, legend } = sample.truth;
  const trueName = new Map(legend.map(({ id, name }) => [id, name.replace(' ', '-')]));
  let [right, all] = [0, 0];
  for (let i = 0; i < classes.length; i++) {
    const wanted = nameIn([...nameOf.values()], trueName.get(classes[i]));
    if (!wanted) continue;
    all++;
    if (nameOf.get(bands[0][i]) === wanted) right++;
  }
  return right / all;
}

/** What a network with classes of these names should call a piece of ground; null where it has no name for it. */
function nameIn(names: readonly string[], ground: string | undefined): string | null {
  if (!ground) return null;
  if (names.includes(ground)) return ground;
  if (names.includes('rest')) return 'rest';
  return names.includes(COARSE[ground]) ? COARSE[ground] : null;
}
