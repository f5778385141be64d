import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, it } from 'vitest';
import { writeSampleScene } from '../../src/sample/index.js';
import { start } from '../support/command-line.js';
import { expectSection, readDocument } from '../support/documents.js';
import { makeFolder } from '../support/write-scene.js';

const COLUMNS = [
  'name',
  'area_m2',
  'covered_share',
  'bare_built_up_or_cloud_m2',
  'dense_healthy_green_m2',
  'ndvi_mean',
  'ndvi_p10',
  'ndvi_p90',
];

const folder = makeFolder('zones-docs');
afterAll(() => rmSync(folder, { recursive: true }));

describe('docs/zones.md', () => {
  it('shows fields and what is really found in them (UPDATE_DOCS=1 rewrites it)', async () => {
    const page = readDocument('docs/zones.md');
    const block = (language: string) => page.match(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\``, 'm'))![1];
    writeFileSync(join(folder, 'fields.mjs'), block('js'));
    execFileSync(process.execPath, ['fields.mjs'], { cwd: folder });
    await writeSampleScene(join(folder, 'out/demo'));
    const [, , ...args] = block('sh').trim().split(/\s+/);
    await start(args.map((arg) => (/^(out|fields)/.test(arg) ? join(folder, arg) : arg)));
    const csv = readFileSync(join(folder, 'out/sample-scene/crop-health/zones.csv'), 'utf8');
    const [head, ...rows] = csv
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));
    const chosen = rows.map((row) => COLUMNS.map((name) => row[head.indexOf(name)]));
    const lines = [COLUMNS, COLUMNS.map(() => '---'), ...chosen].map((cells) => `| ${cells.join(' | ')} |\n`);
    expectSection('docs/zones.md', { name: 'fields', made: lines.join('') });
  });
});
