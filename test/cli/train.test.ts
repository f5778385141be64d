import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { call, start } from '../support/command-line.js';
import { type FieldScene, writeFieldScene } from '../train/train-scene.js';

let made: FieldScene;
const out = (name: string) => join(made.folder, name);
const train = (name: string, ...more: string[]) =>
  call(['train', made.scene, '--labels', made.labels, '--out', out(name), '--trees', '15', ...more]);

beforeAll(async () => {
  made = await writeFieldScene();
});

describe('landquilt train', () => {
  it('prints what was learnt, how good it is, and how to go on', async () => {
    const { code, stdout, stderr } = await train('plain', '--class-property', 'crop');
    expect([code, stderr.split('\n').length]).toEqual([0, 6]);
    expect(stdout).toMatch(/^\nrandom forest of 15 trees; 3 features; 3 classes$/m);
    expect(stdout).toMatch(/^on labels held out: accuracy \d+\.\d % of [\d,]+ pixels, kappa [01]\.\d{3}$/m);
    expect(stdout).toMatch(/^ {2}class +precision +recall +F1 +IoU$/m);
    expect(stdout).toMatch(/^ {2}truth \\ model +meadow +soil +wood$/m);
    expect(stdout).toMatch(/^ {2}nir +\d+\.\d %$/m);
    expect(stdout).toMatch(/^map a scene: landquilt run <scene> --recipe .+recipe\.json$/m);
  });

  it('prints one line of JSON and nothing else with --json', async () => {
    const { code, stdout, stderr } = await train('json', '--class-property', 'code', '--model', 'boosting', '--json');
    expect([code, stderr]).toEqual([0, '']);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ model: 'boosting', folder: out('json'), features: ['red', 'nir', 'swir1'] });
    expect(result.accuracy.heldOut.overallAccuracy).toBeGreaterThan(0.9);
  });

  it('gives a recipe that maps a scene in threads, the same with any tiles, and ends cleanly', async () => {
    await train('model', '--class-property', 'crop', '--features', 'red,nir,ndvi');
    const recipe = join(out('model'), 'recipe.json');
    const run = (name: string, ...more: string[]) =>
      start(['run', made.scene, '--recipe', recipe, '--out', out(name), '--json', ...more]);
    const whole = await run('whole', '--workers', '2');
    expect([whole.code, whole.stderr]).toEqual([0, '']);
    const { folder, statistics } = JSON.parse(whole.stdout);
    expect(statistics.classes.map(({ name }: { name: string }) => name)).toEqual(['meadow', 'soil', 'wood']);
    const regions = readFileSync(join(folder, 'regions.geojson'));
    const [first] = JSON.parse(regions.toString()).features;
    expect(first.properties.score_mean).toBeGreaterThan(0.5);
    expect(first.properties.entropy_mean).toBeLessThan(0.5);
    const tiled = JSON.parse((await run('tiled', '--workers', '2', '--tile-size', '40')).stdout);
    for (const name of ['mask.tif', 'regions.geojson']) {
      expect(readFileSync(join(tiled.folder, name)).equals(readFileSync(join(folder, name)))).toBe(true);
    }
  });

  const MISTAKES: [string, RegExp, number][] = [
    ['train', /scene: wanted at least one, got none/, 2],
    ['train a.tif', /--labels: wanted a file of polygons or points, got nothing/, 2],
    ['train a.tif --labels x.geojson', /--out: wanted a folder for the model, got nothing/, 2],
    ['train a.tif --labels x --out OUT --model tree', /--model: wanted forest or boosting, got tree/, 2],
    ['train a.tif --labels x --out OUT --holdout 1', /--holdout: wanted a share from 0 to 0\.9, got 1/, 2],
    ['train a.tif --labels x --out OUT --trees 0', /--trees: wanted a whole number, at least 1, got 0/, 2],
    ['train a.tif --labels x --out OUT --features ,', /--features: wanted names with commas between.+, got ,$/, 2],
    ['train a.tif --labels x --out LICENSE', /--out: .+, got a file in its place/, 2],
    ['train a.tif --labels none.geojson --out OUT', /labels: wanted a file to read, got none \(none\.geojson\)/, 1],
    ['train none.tif --labels LABELS --class-property crop --out OUT', /scene: wanted a readable file/, 1],
    ['train SCENE --labels LABELS --class-property crop --out OUT --features nvdi', /wanted bands nvdi/, 1],
  ];

  it.each(MISTAKES)('%s is refused in one line', async (typed, message, expected) => {
    const places: Record<string, string> = { OUT: out('faulty'), SCENE: made.scene, LABELS: made.labels };
    const { code, stdout, stderr } = await call(typed.split(' ').map((word) => places[word] ?? word));
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(message);
    expect([code, stdout]).toEqual([expected, '']);
  });
});
