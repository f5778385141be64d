import { describe, expect, it } from 'vitest';
import { createGround } from '../../../src/vectorize/ground/ground.js';
import { createGroundMetric } from '../../../src/vectorize/ground/ground-metric.js';
import { createGroundPosition } from '../../../src/vectorize/ground/ground-position.js';
import { judgeRing, SCENES, sceneOf } from './ground-judge.js';

/** Lines in all directions, of a pixel and of kilometres. */
function star(width: number, height: number): number[][] {
  const side = Math.min(width, height);
  const [col, row] = [width / 2, height / 2];
  return [1, side / 8, side / 2.2].map((radius) =>
    Array.from({ length: 14 }, (_, k) => [
      col + radius * (k % 2 ? 1 : 0.4) * Math.cos((k * Math.PI) / 7),
      row + radius * (k % 2 ? 1 : 0.4) * Math.sin((k * Math.PI) / 7),
    ]).flat(),
  );
}

describe('lengths of lines in all directions, against GeographicLib', () => {
  it.each(Object.entries(SCENES))('%s', (_name, spec) => {
    const scene = sceneOf(spec);
    const { pathLengthM } = createGroundMetric(scene, createGroundPosition(scene));
    for (const ring of star(spec.width, spec.height)) {
      const got = pathLengthM(Float64Array.of(...ring, ring[0], ring[1]));
      const { lengthM } = judgeRing(scene, ring, 100);
      expect(Math.abs(got / lengthM - 1)).toBeLessThan(1e-6);
    }
  });
});

describe('densifyLinePx', () => {
  const scenes = Object.entries(SCENES).filter(([name]) => !name.includes('pole'));
  it.each(scenes)('%s: a line that long is straight to about 1/64 pixel', (_name, spec) => {
    const { width, height } = spec;
    const ground = createGround(sceneOf(spec));
    const length = Math.min(ground.densifyLinePx, 0.7 * Math.min(width, height));
    for (let angle = 0; angle < Math.PI; angle += 0.1) {
      const [dx, dy] = [(length / 2) * Math.cos(angle), (length / 2) * Math.sin(angle)];
      const lattice = [width / 2 - dx, height / 2 - dy, width / 2, height / 2, width / 2 + dx, height / 2 + dy];
      // And a pixel beside the middle, to bring degrees to pixels.
      lattice.push(width / 2 + 1, height / 2, width / 2, height / 2 + 1);
      const p = new Float64Array(lattice.length);
      ground.toLonLat(Float64Array.from(lattice), p);
      const bend = [(p[0] + p[4]) / 2 - p[2], (p[1] + p[5]) / 2 - p[3]] as const;
      const [a, d, b, e] = [p[6] - p[2], p[7] - p[3], p[8] - p[2], p[9] - p[3]] as const;
      const det = a * e - b * d;
      const px = Math.hypot((e * bend[0] - b * bend[1]) / det, (a * bend[1] - d * bend[0]) / det);
      expect(px).toBeLessThan(1.5 / 64);
    }
  });
});
