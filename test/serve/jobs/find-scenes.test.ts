import { mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createArrivalCheck } from '../../../src/serve/jobs/arrival-check.js';
import { type BroughtScene, findOptions, findScenes } from '../../../src/serve/jobs/find-scenes.js';
import { makeFolder } from '../../support/write-scene.js';

function write(folder: string, file: string, text = 'II'): string {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

describe('scenes in a folder', () => {
  it('lie in folders of recipes, at any depth', async () => {
    const folder = makeFolder('incoming');
    const scenes = ['water/a.tif', 'water/B 1.TIFF', 'water/2026/06/c.tif', 'crop-health/a.tif'];
    const others = ['water/_before/x.tif', 'water/.x.tif', 'water/a.tif.part', 'water/a.options.json', 'water.json'];
    const hidden = ['.landquilt/x.tif', '.cache/water/x.tif', 'Water!/x.tif'];
    const strays = ['x.tif', `water/\u202ea.tif`];
    for (const file of [...scenes, ...others, ...hidden, ...strays]) write(folder, file);
    mkdirSync(join(folder, 'water/folder.tif'));
    const found = await findScenes(folder);
    expect(found.scenes.map(({ file }) => file).sort()).toEqual(scenes.sort());
    expect(found.scenes.map(({ recipe, file }) => file.startsWith(`${recipe}/`))).toEqual([true, true, true, true]);
    expect(found.strays.sort()).toEqual(strays.sort());
  });

  it('may be links, also where these lead back', async () => {
    const folder = makeFolder('incoming');
    const elsewhere = write(makeFolder('elsewhere'), 'big.tif');
    mkdirSync(join(folder, 'water'));
    symlinkSync(elsewhere, join(folder, 'water/big.tif'));
    symlinkSync(join(folder, 'none'), join(folder, 'water/gone.tif'));
    symlinkSync(folder, join(folder, 'water/again'));
    const files = (await findScenes(folder)).scenes.map(({ file }) => file);
    expect(files).toContain('water/big.tif');
    expect(files.length).toBeLessThan(100);
  });

  it('are nothing where the folder is gone', async () => {
    expect(await findScenes('/nowhere')).toEqual({ scenes: [], strays: [] });
  });

  it('have another version when they change', async () => {
    const folder = makeFolder('incoming');
    const path = write(folder, 'water/a.tif');
    const versionOf = async () => (await findScenes(folder)).scenes[0].version;
    const first = await versionOf();
    expect(await versionOf()).toBe(first);
    utimesSync(path, 1, 1);
    const second = await versionOf();
    write(folder, 'water/a.tif', 'III');
    utimesSync(path, 1, 1);
    expect(new Set([first, second, await versionOf()]).size).toBe(3);
  });

  it('have their options beside them', async () => {
    const folder = makeFolder('incoming');
    const path = write(folder, 'water/a.TIF');
    expect(await findOptions(path)).toBeNull();
    const options = write(folder, 'water/a.options.json', '{}');
    expect(await findOptions(path)).toBe(options);
    rmSync(options);
  });
});

describe('a file that is being copied', () => {
  const at = (file: string, version: string): BroughtScene => ({ recipe: 'water', file, version });

  /** Files by name, and which of them can be read. */
  function createCheck(readable: Set<string>) {
    const check = createArrivalCheck({ steadyMs: 10, patienceMs: 100 }, async (file) => readable.has(file));
    return async (now: number, ...scenes: BroughtScene[]) =>
      (await check.findWhole(scenes, now)).map(({ file, version }) => `${file} ${version}`);
  }

  it('is taken when it has not changed for a while and can be read, once', async () => {
    const look = createCheck(new Set(['a', 'b']));
    expect(await look(0, at('a', '1'))).toEqual([]);
    expect(await look(9, at('a', '1'))).toEqual([]);
    expect(await look(10, at('a', '2'), at('b', '1'))).toEqual([]);
    expect(await look(19, at('a', '2'), at('b', '1'))).toEqual([]);
    expect(await look(20, at('a', '2'), at('b', '2'))).toEqual(['a 2']);
    expect(await look(30, at('a', '2'), at('b', '2'))).toEqual(['b 2']);
    expect(await look(40, at('a', '2'), at('b', '2'))).toEqual([]);
    expect(await look(50, at('a', '3'))).toEqual([]);
    expect(await look(60, at('a', '3'))).toEqual(['a 3']);
  });

  it('is waited for while its header is not there, but not for ever', async () => {
    const readable = new Set<string>();
    const look = createCheck(readable);
    for (const now of [0, 50, 99]) expect(await look(now, at('late', '1'), at('never', '1'))).toEqual([]);
    readable.add('late');
    expect(await look(99, at('late', '1'), at('never', '1'))).toEqual(['late 1']);
    expect(await look(100, at('late', '1'), at('never', '1'))).toEqual(['never 1']);
  });

  it('is looked at anew when it was away', async () => {
    const look = createCheck(new Set(['a']));
    await look(0, at('a', '1'));
    await look(5);
    expect(await look(10, at('a', '1'))).toEqual([]);
    expect(await look(20, at('a', '1'))).toEqual(['a 1']);
  });
});
