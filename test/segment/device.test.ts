import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planScene } from '../../src/scene.js';
import { deviceOf, onDevice } from '../../src/segment/device.js';
import { loadRecipe } from '../../src/segment/recipe.js';
import { openScene } from '../../src/tiling/open-scene.js';
import { makeRgb } from '../support/rgb-scene.js';
import { makeFolder, writeTestScene } from '../support/write-scene.js';

const network = await loadRecipe('land-cover-rgb');
const other = await loadRecipe('land-cover');

describe('deviceOf', () => {
  it('is the processor where a recipe with a network says nothing, and nothing without a network', () => {
    expect(deviceOf(network)).toBe('cpu');
    expect(deviceOf(other)).toBeNull();
  });
});

describe('onDevice', () => {
  it('changes the device of a network, and nothing else', () => {
    const moved = onDevice(network, 'cuda');
    expect(deviceOf(moved)).toBe('cuda');
    expect(deviceOf(network)).toBe('cpu');
    expect(onDevice(moved, 'cpu')).toEqual(network);
  });

  it('leaves a recipe alone that has no network, or is on that device', () => {
    expect(onDevice(other, 'cuda')).toBe(other);
    expect(onDevice(network, 'cpu')).toBe(network);
  });
});

it('is part of what is planned: a run on another device is another run', async () => {
  const folder = makeFolder('device');
  const path = await writeTestScene(join(folder, 'town.tif'), makeRgb(64, 48));
  const scene = await openScene(path);
  const plan = async (device?: 'cpu' | 'cuda') => {
    const { plan } = await planScene({ scene, recipe: network, out: folder, ...(device ? { device } : {}) });
    return { runId: plan.runId, device: deviceOf(plan.recipe) };
  };
  const [as, cpu, cuda] = [await plan(), await plan('cpu'), await plan('cuda')];
  expect(cpu).toEqual(as);
  expect(cuda.device).toBe('cuda');
  expect(cuda.runId).not.toBe(cpu.runId);
  await scene.close();
  rmSync(folder, { recursive: true });
});
