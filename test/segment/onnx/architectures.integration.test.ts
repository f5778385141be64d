import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hasSharedData, sharedPath } from '../../support/shared-data.js';

const FOLDER = 'test/fixtures/models';
const names = readdirSync(FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory());

describe.skipIf(!hasSharedData)('descriptions of small networks of many architectures', () => {
  it.each(names.map(({ name }) => name))('%s: is as STAC and its extension for models ask', (name) => {
    const args = ['test/train/check-item.py', `${FOLDER}/${name}/model.json`, sharedPath('reference/stac')];
    expect(execFileSync('/usr/bin/python3', ['-W', 'ignore', ...args]).toString()).toBe('');
  });
});
