import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClassMask } from '../../../src/raster/class-mask.js';
import { expandWindow, type Window } from '../../../src/raster/window.js';
import { type DepthScale, measureDepths } from '../../../src/vectorize/instances/depth.js';
import { splitWindow } from '../../../src/vectorize/instances/split-tile.js';
import { drawMask } from '../../support/draw.js';
import { cut, METRES, renumber, splitInMemory, splitPlainly } from './in-memory.js';
import { masks } from './masks.js';

const terms = fc.record({
  splitM: fc.constantFrom(0.1, 0.1, 0.42, 0.7, 1, 1.5, 2.3, 40),
  connectivity: fc.constantFrom<4 | 8>(4, 8),
  splitClasses: fc.constantFrom(null, [1], [2]),
  scale: fc.constantFrom<DepthScale>(
    METRES,
    { ...METRES, colUnits: 2 * METRES.colUnits },
    { ...METRES, ceiling: 9 * METRES.colUnits },
  ),
  tileSizePx: fc.integer({ min: 1, max: 30 }),
});

describe('splitting', () => {
  it('gives the instances of the definition, whatever the tiles', () => {
    let instances = 0;
    let regions = 0;
    fc.assert(
      fc.property(masks(), terms, (mask, chosen) => {
        const plain = renumber(splitPlainly(mask, chosen));
        expect(renumber(splitInMemory(mask, chosen).instances)).toEqual(plain);
        instances += plain.reduce((most, instance) => Math.max(most, instance), 0);
        regions += new Set(components(mask, chosen.connectivity)).size - 1;
      }),
      { numRuns: 300 },
    );
    // Otherwise there was nothing to get wrong.
    expect(instances).toBeGreaterThan(1.05 * regions);
  });

  it('gives connected pieces of regions', () => {
    fc.assert(
      fc.property(masks(), terms, (mask, chosen) => {
        const instances = renumber(splitInMemory(mask, chosen).instances);
        const classOf = new Map<number, number>();
        instances.forEach((instance, pixel) => {
          const classId = classOf.get(instance) ?? mask.classes[pixel];
          classOf.set(instance, classId);
          expect(mask.classes[pixel]).toBe(classId);
        });
        expect(components({ ...mask, classes: instances }, chosen.connectivity)).toEqual(instances);
      }),
      { numRuns: 100 },
    );
  });

  it('cuts two discs at their neck, and leaves them whole where the neck is not narrow enough', () => {
    const mask = drawDiscs({ width: 40, height: 20 }, [11, 10, 8], [27, 10, 8]);
    // Depth 9 in the middle of the right disc and of the left one, 4 or 5 at the neck between them.
    for (const tileSizePx of [7, 40]) {
      const apart = splitInMemory(mask, { splitM: 3.5, connectivity: 8, tileSizePx });
      expect(apart.joined.instanceCount).toBe(2);
      expect(apart.instances[10 * 40 + 11]).not.toBe(apart.instances[10 * 40 + 27]);
      const counts = countPixels(apart.instances);
      expect(counts).toHaveLength(2);
      expect(Math.abs(counts[0]! - counts[1]!)).toBeLessThan(20);
      expect(splitInMemory(mask, { splitM: 8, connectivity: 8, tileSizePx }).joined.instanceCount).toBe(1);
    }
  });

  it('needs no more than the window of a tile, and no less', () => {
    const scene = { width: 420, height: 12 };
    const core = { col: 200, row: 3, width: 10, height: 6 };
    // Pixels so long that only what lies in the same row counts.
    const scale = { ...METRES, rowUnits: METRES.ceiling };
    const depthsFrom = (window: Window, mask: ClassMask) =>
      measureDepths({ classes: cut(mask, window), window, inner: expandWindow(core, 1), scale });
    const own = splitWindow(core, scene);
    let missed = 0;
    for (let col = 65; col < 345; col++) {
      const classes = Uint8Array.from({ length: 420 * 12 }, (_, at) => (at % 420 === col ? 2 : 1));
      const expected = depthsFrom({ col: -1, row: -1, width: 422, height: 14 }, { ...scene, classes });
      expect(depthsFrom(own, { ...scene, classes })).toEqual(expected);
      const smaller = depthsFrom(expandWindow(own, -1), { ...scene, classes });
      if (smaller.some((units, i) => units !== expected[i])) missed++;
    }
    expect(missed).toBeGreaterThan(0);
  });

  it.each([
    ['....', '.1..', '..1.', '....'],
    ['....', '..1.', '.1..', '....'],
  ])('joins pixels that touch where four tiles meet: %s %s %s', (...rows) => {
    const counts = ([4, 8] as const).map(
      (connectivity) =>
        splitInMemory(drawMask(...rows), { splitM: 1, connectivity, tileSizePx: 2 }).joined.instanceCount,
    );
    expect(counts).toEqual([2, 1]);
  });

  it('never cuts a bar, however long', () => {
    for (const [width, height] of [
      [300, 5],
      [4, 200],
    ] as const) {
      const mask = { width, height, classes: new Uint8Array(width * height).fill(1) };
      expect(splitInMemory(mask, { splitM: 0.01, connectivity: 4, tileSizePx: 32 }).joined.instanceCount).toBe(1);
    }
  });

  it('keeps regions of other classes whole', () => {
    const mask = drawDiscs({ width: 40, height: 20 }, [11, 10, 8], [27, 10, 8]);
    const whole = { splitM: 1, connectivity: 8 as const, splitClasses: [2], tileSizePx: 9 };
    expect(splitInMemory(mask, whole).joined.instanceCount).toBe(1);
    expect(splitInMemory(mask, { ...whole, splitClasses: [1, 2] }).joined.instanceCount).toBe(2);
  });

  it('hands over no more objects than a tile has pixels on its border', () => {
    const discs = Array.from({ length: 30 }, (_, i): Disc => [8 + 12 * (i % 6), 8 + 12 * Math.floor(i / 6), 7]);
    const mask = drawDiscs({ width: 80, height: 70 }, ...discs);
    const handedOver = [80, 40].map((tileSizePx) => {
      const { open, joined } = splitInMemory(mask, { splitM: 1, connectivity: 4, tileSizePx });
      expect(joined.instanceCount).toBe(30);
      return open;
    });
    expect(handedOver[0]).toBe(0);
    expect(handedOver[1]).toBeLessThan(2 * 80 + 2 * 70);
  });
});

type Disc = [x: number, y: number, radius: number];

function drawDiscs({ width, height }: { width: number; height: number }, ...discs: Disc[]): ClassMask {
  const isInside = (x: number, y: number) => discs.some(([cx, cy, r]) => (x - cx) ** 2 + (y - cy) ** 2 <= r * r);
  const classes = Uint8Array.from({ length: width * height }, (_, at) =>
    isInside(at % width, Math.floor(at / width)) ? 1 : 0,
  );
  return { width, height, classes };
}

function countPixels(instances: Uint32Array): number[] {
  const counts = new Map<number, number>();
  for (const instance of instances) if (instance > 0) counts.set(instance, (counts.get(instance) ?? 0) + 1);
  return [...counts.values()];
}

/** Connected pixels of equal value, numbered in order of their first pixel, from 1; 0 stays 0. */
function components(
  { classes, width }: { classes: Uint8Array | Uint32Array; width: number },
  connectivity: 4 | 8,
): Uint32Array {
  const found = new Uint32Array(classes.length);
  let count = 0;
  for (let first = 0; first < classes.length; first++) {
    if (classes[first] === 0 || found[first] > 0) continue;
    const waiting = [first];
    found[first] = ++count;
    for (let pixel = waiting.pop(); pixel !== undefined; pixel = waiting.pop()) {
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          const col = (pixel % width) + dx;
          const other = pixel + dy * width + dx;
          const isNear = connectivity === 8 || dx === 0 || dy === 0;
          if (!isNear || col < 0 || col >= width || found[other] > 0 || classes[other] !== classes[first]) continue;
          found[other] = count;
          waiting.push(other);
        }
      }
    }
  }
  return found;
}
