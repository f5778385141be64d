import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, it } from 'vitest';
import { createRunContext, putJson } from '../../src/run/context.js';
import { writeMask } from '../../src/run/publish-mask.js';
import { createTaskRunner } from '../../src/run/tasks.js';
import { writeSampleScene } from '../../src/sample/index.js';
import { loadRecipe } from '../../src/segment/recipe.js';
import { createFileStore } from '../../src/store/file-store.js';
import { planRun } from '../run/in-process.js';
import { call } from '../support/command-line.js';
import { expectSection, readDocument } from '../support/documents.js';
import { makeFolder } from '../support/write-scene.js';

const folder = makeFolder('evaluate-docs');
afterAll(() => rmSync(folder, { recursive: true }));

/** The mask of a run, without all that a run makes of it. */
async function writeMaskOf(scenePath: string, out: string): Promise<void> {
  const { plan, scene } = await planRun(scenePath, 1024, { recipe: await loadRecipe('land-cover') });
  await scene.close();
  const store = createFileStore(out);
  const context = createRunContext(plan, store);
  try {
    await putJson(store, context.keys.fit, null);
    await createTaskRunner(context)({ step: 'segment', tile: 0 });
    await store.putStream(context.keys.output('mask.tif'), writeMask(context));
  } finally {
    await context.close();
  }
}

describe('docs/evaluate.md', () => {
  it('shows a command and what it really prints (UPDATE_DOCS=1 rewrites it)', async () => {
    const demo = join(folder, 'out/demo');
    const { scenePath } = await writeSampleScene(demo);
    await writeMaskOf(scenePath, demo);
    const block = readDocument('docs/evaluate.md').match(/^```sh\nnpx landquilt ([\s\S]*?)^```/m)![1];
    const words = [...block.matchAll(/"([^"]*)"|([^\s\\]+)/g)].map((word) => word[1] ?? word[2]);
    const { stdout, stderr } = await call(words.map((word) => word.replace(/^out\//, `${folder}/out/`)));
    const made = `\`\`\`\n${stdout.trimStart()}${stderr}\`\`\`\n`.replaceAll(`${folder}/`, '');
    expectSection('docs/evaluate.md', { name: 'evaluation', made });
  });
});
