import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { evaluateMask } from '../../src/evaluate/evaluate-mask.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { classesRecipe, planRun, runInProcess } from '../run/in-process.js';
import { createRandom, makeFolder } from '../support/write-scene.js';
import { writeClasses } from './write-truth.js';

const folder = makeFolder('evaluate-own');
afterAll(() => rmSync(folder, { recursive: true }));

describe('the polygons of a run', () => {
  it('are the truth of its own mask, in each format', async () => {
    const random = createRandom(11);
    const [width, height] = [70, 50];
    const classes = Uint8Array.from({ length: width * height }, (_, i) =>
      random() < 0.05 ? 0 : 1 + Math.floor(2.9 * Math.abs(Math.sin((i % width) / 9) * Math.cos(i / width / 6))),
    );
    const mask = await writeClasses(join(folder, 'mask.tif'), { width, height, classes });
    const given = await planRun(mask, 64, { recipe: classesRecipe() });
    const store = createMemoryStore();
    const context = await runInProcess(given, store).finally(() => given.scene.close());
    for (const name of ['regions.geojson', 'regions.fgb', 'regions.parquet']) {
      const truth = join(folder, name);
      writeFileSync(truth, await store.get(context.keys.output(name)));
      const found = await evaluateMask({ mask, truth, tileSizePx: 32 });
      expect(found).toMatchObject({ overallAccuracy: 1, meanIou: 1, warnings: [] });
      expect(found.counts).toMatchObject({ compared: classes.filter(Boolean).length, unmapped: 0, withoutTruth: 0 });
    }
  });
});
