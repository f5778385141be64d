import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { VECTOR_FORMAT_NAMES, VECTOR_FORMATS } from '../../src/run/outputs.js';
import { call } from '../support/command-line.js';
import { readDocument } from '../support/documents.js';
import { GEO_PYTHON } from '../support/geo-python.js';
import { makeFolder, makeRedNir, writeTestScene } from '../support/write-scene.js';

const folder = makeFolder('outputs-docs');
const page = readDocument('docs/outputs.md');
const blocks = [...page.matchAll(/^```(sh|python)\n([\s\S]*?)^```/gm)].map(([, language, code]) => [language!, code!]);

/** A small scene where the sample scene lies. */
beforeAll(async () => {
  const scene = join(folder, 'sample-scene.tif');
  await writeTestScene(scene, { ...makeRedNir(120, 120), affine: [10, 0, 547500, 0, -10, 5338300] });
  const formats = ['--formats', VECTOR_FORMAT_NAMES.join(',')];
  const options = ['--recipe', 'crop-health', '--scale', '0.0001', '--workers', '1', ...formats];
  expect((await call(['run', scene, '--out', join(folder, 'out'), ...options])).code).toBe(0);
});

describe('docs/outputs.md', () => {
  it('names every format and its file', () => {
    for (const name of VECTOR_FORMAT_NAMES) {
      expect(page).toMatch(new RegExp(`^\\| \`${VECTOR_FORMATS[name].file}\`.* \\| \`${name}\` \\|`, 'm'));
      for (const ending of VECTOR_FORMATS[name].endings.slice(0, 1)) expect(page).toContain(`\`${ending}\``);
    }
  });

  it.each(blocks)('shows %s that runs', (language, code) => {
    const [program, args] = language === 'sh' ? ['bash', ['-e', '-c', code]] : [GEO_PYTHON, ['-c', code]];
    const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/[1-9]/);
  });
});
