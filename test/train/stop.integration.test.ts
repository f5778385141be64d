import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { trainModel } from '../../src/train/index.js';
import { start } from '../support/command-line.js';
import { createRandom, writeTestScene } from '../support/write-scene.js';
import { writeFieldScene } from './train-scene.js';

const SIDE = 1400;

describe('a run that asks a model', () => {
  it('stops in the middle of an answer without a crash, and goes on afterwards', async () => {
    const made = await writeFieldScene();
    const out = join(made.folder, 'model');
    const { files } = await trainModel({ scenes: [made.scene], labels: made.labels, classProperty: 'crop', out });
    const random = createRandom(3);
    const bands = [0, 1, 2].map(() => Uint16Array.from({ length: SIDE * SIDE }, () => 200 + 4000 * random()));
    const bandNames = ['red', 'nir', 'swir1'];
    const path = join(made.folder, 'large.tif');
    await writeTestScene(path, { width: SIDE, height: SIDE, dataType: 'uint16', bands, bandNames });
    const place = ['--out', join(made.folder, 'out'), '--workers', '2', '--tile-size', '350', '--formats', 'csv'];
    const args = ['run', path, '--recipe', files.recipe, ...place];
    for (const waitMs of [300, 700, 1200]) {
      let isWaiting = false;
      const onStderr: NonNullable<Parameters<typeof start>[1]>['onStderr'] = (child, text) => {
        if (isWaiting || !text.includes('fit')) return;
        isWaiting = true;
        setTimeout(() => child.kill('SIGINT'), waitMs);
      };
      const { code, stderr } = await start(args, { onStderr });
      expect([code, stderr.trimEnd().split('\n').at(-1)]).toEqual([130, expect.stringMatching(/^landquilt: stopped/)]);
    }
    const { code, stderr } = await start([...args, '--json']);
    expect([code, stderr]).toEqual([0, '']);
  });
});
