import { mkdirSync, readdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FETCHING, makeRoom, modelsFolder } from '../../../src/segment/onnx/models-folder.js';
import { makeFolder } from '../../support/write-scene.js';

const folder = makeFolder('models-folder');
const { TMPDIR } = process.env;
beforeAll(() => {
  process.env.TMPDIR = folder;
});
afterAll(() => {
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
  rmSync(folder, { recursive: true });
});

const DAY_S = 24 * 3600;

it('models that were fetched give way to others, the oldest first, and so does what was left behind', async () => {
  const place = modelsFolder();
  expect(statSync(place).mode & 0o077).toBe(0);
  const now = Date.now() / 1000;
  for (const [name, ageS] of [
    ['b', 20],
    ['a', 10],
    ['c', 30],
  ] as const) {
    writeFileSync(join(place, `${name}.onnx`), Buffer.alloc(100));
    utimesSync(join(place, `${name}.onnx`), now - ageS, now - ageS);
  }
  for (const [name, ageS] of [
    ['new', 60],
    ['old', 2 * DAY_S],
  ] as const) {
    mkdirSync(join(place, FETCHING + name));
    writeFileSync(join(place, FETCHING + name, 'model.onnx'), 'part');
    utimesSync(join(place, FETCHING + name), now - ageS, now - ageS);
  }
  const left = () => readdirSync(place).sort();
  await makeRoom(100, 400);
  expect(left()).toEqual(['a.onnx', 'b.onnx', 'c.onnx', `${FETCHING}new`]);
  await makeRoom(150, 400);
  expect(left()).toEqual(['a.onnx', 'b.onnx', `${FETCHING}new`]);
  await makeRoom(1000, 400);
  expect(left()).toEqual([`${FETCHING}new`]);
});

it('the folder of models is one of our own, or none', () => {
  const place = modelsFolder();
  rmSync(place, { recursive: true });
  mkdirSync(join(folder, 'elsewhere'));
  symlinkSync(join(folder, 'elsewhere'), place);
  expect(() => modelsFolder()).toThrow('temporary folder: wanted a folder of your own for models');
});
