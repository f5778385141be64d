import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeSampleScene } from '../../src/sample/index.js';
import { call } from '../support/command-line.js';
import { expectSection, readDocument } from '../support/documents.js';
import { makeFolder } from '../support/write-scene.js';
import { writeFieldScene } from './train-scene.js';

const ROOT = resolve(import.meta.dirname, '../..');
const PAGE = 'docs/train.md';
const blocks = (language: string): string[] =>
  [...readDocument(PAGE).matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
    (match) => match[1]!,
  );

describe('docs/train.md', () => {
  it('shows commands that run, and what training prints (UPDATE_DOCS=1 rewrites it)', async () => {
    const folder = makeFolder('train-docs');
    await writeSampleScene(join(folder, 'out/demo'));
    writeFileSync(join(folder, 'ground.json'), blocks('json')[0]!);
    const commands = blocks('sh').flatMap((block) => block.replaceAll('\\\n', ' ').trim().split('\n'));
    expect(commands).toHaveLength(4);
    const printed: string[] = [];
    for (const command of commands) {
      const [, , ...words] = command.trim().split(/\s+/);
      const args = words.map((word) => (/^out\b|\.json$/.test(word) ? join(folder, word) : word));
      const { code, stdout, stderr } = await call(args);
      expect([code, code === 0 ? '' : stderr]).toEqual([0, '']);
      printed.push(stdout.replaceAll(`${folder}/`, ''));
    }
    expectSection(PAGE, { name: 'training', made: `\`\`\`\n${printed[1]!.trimStart()}\`\`\`\n` });
    const accuracy = Number(/overall accuracy +([\d.]+)%?/.exec(printed[3]!)?.[1]);
    expect(accuracy).toBeGreaterThan(85);
  });

  it('shows library code that runs', async () => {
    const made = await writeFieldScene();
    mkdirSync(join(made.folder, 'node_modules'));
    symlinkSync(ROOT, join(made.folder, 'node_modules/landquilt'));
    const code = blocks('js')[0]!.replaceAll('scene.tif', 'fields.tif').replace('polygons.geojson', 'labels.geojson');
    writeFileSync(join(made.folder, 'train.mjs'), code);
    const printed = execFileSync(process.execPath, ['train.mjs'], { cwd: made.folder, encoding: 'utf8' });
    expect(printed).toMatch(/^right on polygons held out: (1|0\.9\d*)$/m);
  });
});
