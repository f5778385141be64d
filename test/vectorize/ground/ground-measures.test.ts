import { afterAll, describe, expect, it } from 'vitest';
import type { Ground } from '../../../src/vectorize/ground/ground.js';
import { createCellAreas } from '../../../src/vectorize/ground/ground-areas.js';
import { createRingLength } from '../../../src/vectorize/ground/ground-lengths.js';
import { createGroundPosition } from '../../../src/vectorize/ground/ground-position.js';
import { judgeRing, SCENES, sceneOf } from './ground-judge.js';

/** Steps down to the right and back: rows of different lengths, as rings of regions have. */
function stairs(width: number, height: number): { ring: number[]; runs: [row: number, col: number, count: number][] } {
  const down: number[] = [];
  const up: number[] = [];
  const runs: [number, number, number][] = [];
  const steps = Math.min(height, 40);
  for (let k = 0; k < steps; k++) {
    const [top, bottom] = [Math.floor((k * height) / steps), Math.floor(((k + 1) * height) / steps)];
    const from = Math.floor(width * (0.2 + 0.19 * Math.sin(k * 1.3)));
    const to = Math.floor(width * (0.8 + 0.2 * Math.cos(k * 2.1)));
    down.push(to, top, to, bottom);
    up.unshift(from, bottom, from, top);
    for (let row = top; row < bottom; row++) runs.push([row, from, to - from]);
  }
  return { ring: [...down, ...up], runs };
}

function sumRuns(
  areas: Pick<Ground, 'cellAreaSums' | 'areaUnitM2'>,
  runs: readonly [number, number, number][],
): number {
  const sums = new Float64Array(1 + Math.max(...runs.map(([, , count]) => count)));
  let total = 0n;
  for (const [row, col, count] of runs) {
    areas.cellAreaSums(row, col, count, sums);
    total += BigInt(sums[count]);
  }
  return Number(total) * areas.areaUnitM2;
}

const relative = (got: number, want: number): number => Math.abs(got - want) / want;

describe('areas and lengths, against GeographicLib', () => {
  const worst = { area: { error: 0, name: '' }, length: { error: 0, name: '' } };
  const note = (kind: 'area' | 'length', error: number, name: string): void => {
    if (error > worst[kind].error) worst[kind] = { error, name };
  };
  afterAll(() => {
    for (const [kind, { error, name }] of Object.entries(worst)) {
      console.log(`worst relative error of ${kind}: ${error.toExponential(1)} (${name})`);
    }
  });

  it.each(Object.entries(SCENES))('%s', (name, spec) => {
    const scene = sceneOf(spec);
    // The parts of a ground, not the whole: they also measure the scenes with a pole inside that a ground refuses.
    const position = createGroundPosition(scene);
    const areas = createCellAreas(scene, position);
    const ringLengthM = createRingLength(scene, position);
    const { width, height } = spec;

    const whole = [0, 0, width, 0, width, height, 0, height];
    const rows = Array.from({ length: height }, (_, row): [number, number, number] => [row, 0, width]);
    const { ring, runs } = stairs(width, height);
    for (const [corners, cuts, cells] of [
      [whole, 1500, rows],
      [ring, 30, runs],
    ] as const) {
      const judge = judgeRing(scene, corners, cuts);
      const area = relative(sumRuns(areas, cells), judge.areaM2);
      const length = relative(ringLengthM(Int32Array.from(corners)), judge.lengthM);
      note('area', area, name);
      note('length', length, name);
      expect(area).toBeLessThan(1e-8);
      expect(length).toBeLessThan(1e-8);
    }
  });
});
