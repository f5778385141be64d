import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DRAWING_AREA_UNITS } from '../../../src/vectorize/drawing-sums.js';
import { createGround, type Ground } from '../../../src/vectorize/ground/ground.js';
import { drawMask } from '../../support/draw.js';
import { createPlanarGround } from '../../support/planar-ground.js';
import { type Mask, type PlainFeature, vectorizeInMemory } from '../../support/vectorize-in-memory.js';
import { codesInMemory, masks } from './in-memory.js';
import { judgeCoverage, signedArea } from './judge.js';

const options = fc.record({
  toleranceM: fc.constantFrom(0.5, 0.8, 1, 1.5, 2, 3, 5, 8, 20),
  method: fc.constantFrom('visvalingam' as const, 'douglas-peucker' as const),
  islands: fc.constantFrom('keep' as const, 'drop' as const),
  blockPx: fc.integer({ min: 2, max: 70 }),
});

/** Half of the masks of a test also have round corners; no tolerance leaves the pixels' corners to round. */
const drawings = fc
  .record({ chosen: options, smooth: fc.boolean(), isSimplified: fc.boolean() })
  .map(({ chosen, smooth, isSimplified }) => ({ ...chosen, smooth, ...(isSimplified ? {} : { toleranceM: 0 }) }));

describe('simplified and smoothed borders', () => {
  it.each([4, 8] as const)('are a valid coverage, whatever the mask (%i-connected)', (connectivity) => {
    fc.assert(
      fc.property(masks(30), drawings, fc.integer({ min: 3, max: 61 }), (mask, drawing, tileSizePx) => {
        const codes = codesInMemory(mask, drawing);
        const features = vectorizeInMemory(mask, { tileSizePx, connectivity, codes });
        expect(judgeCoverage(features, mask)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('do not depend on the tiling', () => {
    fc.assert(
      fc.property(masks(40), drawings, fc.integer({ min: 3, max: 41 }), (mask, drawing, tileSizePx) => {
        const codes = codesInMemory(mask, drawing);
        const whole = vectorizeInMemory(mask, { tileSizePx: 64, connectivity: 8, codes });
        expect(vectorizeInMemory(mask, { tileSizePx, connectivity: 8, codes })).toEqual(whole);
      }),
      { numRuns: 100 },
    );
  });

  it('leave out only small islands where that is asked for, and say what that and the drawing did to each class', () => {
    fc.assert(
      fc.property(masks(40), drawings, fc.integer({ min: 3, max: 41 }), (mask, drawing, tileSizePx) => {
        const drift = new Map<number, number>();
        const dropped = new Map<number, [regions: number, pixels: number]>();
        const options = { tileSizePx, connectivity: 4 as const, ground: fineUnits(mask) };
        const drawn = vectorizeInMemory(mask, {
          ...options,
          codes: codesInMemory(mask, drawing),
          onDrawing(sums) {
            drift.set(sums.classId, (drift.get(sums.classId) ?? 0) + sums.drift / UNITS_PER_PX);
            const [regions, pixels] = dropped.get(sums.classId) ?? [0, 0];
            dropped.set(sums.classId, [regions + sums.droppedRegions, pixels + sums.droppedArea / UNITS_PER_PX]);
          },
        });
        const drawnIds = new Set(drawn.map(({ id }) => id));
        const wanted = { drift: new Map<number, number>(), dropped: new Map<number, [number, number]>() };
        for (const { id, classId, pixels } of vectorizeInMemory(mask, options)) {
          const feature = drawn.find((one) => one.id === id);
          expect(feature?.pixels ?? pixels).toBe(pixels);
          const areaPx = feature ? areaOf(feature) : 0;
          wanted.drift.set(classId, (wanted.drift.get(classId) ?? 0) + areaPx - pixels);
          const of = wanted.dropped.get(classId) ?? [0, 0];
          wanted.dropped.set(classId, drawnIds.has(id) ? of : [of[0] + 1, of[1] + pixels]);
          if (drawnIds.has(id)) continue;
          expect(drawing.islands).toBe('drop');
          expect(pixels).toBeLessThan(drawing.toleranceM ** 2);
        }
        expect(dropped).toEqual(wanted.dropped);
        for (const [classId, areaPx] of wanted.drift) expect(drift.get(classId)).toBeCloseTo(areaPx, 3);
      }),
      { numRuns: 80 },
    );
  });

  it('keep the area of every polygon when corners become round', () => {
    fc.assert(
      fc.property(masks(40), drawings, (mask, drawing) => {
        const draw = (smooth: boolean) =>
          vectorizeInMemory(mask, {
            ...{ tileSizePx: 50, connectivity: 4 },
            codes: codesInMemory(mask, { ...drawing, smooth }),
          });
        const sharp = draw(false);
        draw(true).forEach((feature, i) => {
          const corners = sharp[i].polygons.flat(2).length;
          expect(Math.abs(areaOf(feature) - areaOf(sharp[i])) / corners).toBeLessThan(1e-3);
        });
      }),
      { numRuns: 80 },
    );
  });

  it('leave no island on the wrong side: those in bays keep their bays', () => {
    fc.assert(
      fc.property(combs, fc.constantFrom(4, 6, 9, 20), fc.boolean(), (mask, toleranceM, byArea) => {
        const method = byArea ? 'visvalingam' : 'douglas-peucker';
        const codes = codesInMemory(mask, { toleranceM, method, islands: 'keep', blockPx: 64 });
        const features = vectorizeInMemory(mask, { tileSizePx: 64, connectivity: 4, codes });
        expect(judgeCoverage(features, mask)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('round the steps of a slanted border, but not the corners of a square', () => {
    const steps = drawMask('1222', '1122', '1112', '1111');
    const codes = codesInMemory(steps, {
      toleranceM: 0,
      method: 'visvalingam',
      islands: 'keep',
      blockPx: 9,
      smooth: true,
    });
    const [feature] = vectorizeInMemory(steps, { tileSizePx: 9, connectivity: 4, codes });
    const places = feature.polygons[0][0];
    expect(places.length).toBeGreaterThan(20);
    expect(places).toContainEqual([1.5, -1]);
    expect(places).not.toContainEqual([2, -1]);
    const square = drawMask('1111', '1221', '1221', '1111');
    const sharp = { toleranceM: 0, method: 'visvalingam', islands: 'keep', blockPx: 9 } as const;
    expect(codesInMemory(square, { ...sharp, smooth: true })).toEqual(codesInMemory(square, sharp));
  });

  it('draw a line instead of steps, and keep the corners of fields', () => {
    const steps = drawMask('1222222', '1112222', '1111122', '1111111');
    const codes = codesInMemory(steps, { toleranceM: 2, method: 'visvalingam', islands: 'keep', blockPx: 9 });
    const features = vectorizeInMemory(steps, { tileSizePx: 9, connectivity: 4, codes });
    expect(features[1].polygons).toEqual([
      [
        [
          [1, 0],
          [7, -3],
          [7, 0],
          [1, 0],
        ],
      ],
    ]);
    expect(features[0].perimeterM).toBeCloseTo(1 + 4 + 7 + 1 + Math.hypot(6, 3), 9);
  });

  it('drop an island with the islands in it, and keep one that holds a larger figure', () => {
    const mask = drawMask(
      '1111111111',
      '1222111111',
      '1232122221',
      '1222124521',
      '1111122221',
      '1111111111',
      '1111111111',
    );
    const codes = codesInMemory(mask, { toleranceM: 4, method: 'visvalingam', islands: 'drop', blockPx: 20 });
    const ids = vectorizeInMemory(mask, { tileSizePx: 4, connectivity: 4, codes }).map(({ classId }) => classId);
    expect(ids).toEqual([1, 2, 4, 5]);
  });

  it('measure the tolerance on the ground: a pixel of degrees at 60° is half as wide as high', () => {
    const ground = createGround({
      ...{ width: 12, height: 12, affine: [1e-4, 0, 10, 0, -1e-4, 60] },
      ...{ geographic: true, toLonLat: (x, y) => [x, y] },
    });
    // A tooth to the east reaches out 5.6 m, one to the south 11.1 m.
    const mask = drawMask(
      ...['111111222222', '111111222222', '111111122222', '111111222222', '111111222222', '111111222222'],
      ...['111111222222', '111111222222', '111111222222', '333333333333', '333333333333', '333333333333'],
    );
    const turned = drawMask(
      ...['111111111111', '111111111111', '111111111111', '111111111111', '111111111111', '111111111111'],
      ...['222212222222', '222222222222', '222222222222', '222222222222', '222222222222', '222222222222'],
    );
    const cornersOf = (of: Mask, toleranceM: number): number =>
      codesInMemory(of, { toleranceM, method: 'douglas-peucker', islands: 'keep', blockPx: 20, ground }).filter(
        (code) => code > 0,
      ).length;
    expect(cornersOf(mask, 5.5)).toBeGreaterThan(cornersOf(mask, 0) - 4);
    expect(cornersOf(mask, 5.65)).toBe(cornersOf(mask, 0) - 4);
    expect(cornersOf(turned, 11)).toBeGreaterThan(cornersOf(turned, 0) - 4);
    expect(cornersOf(turned, 11.3)).toBe(cornersOf(turned, 0) - 4);
  });
});

/** Two classes that reach into each other like combs, with pixels of a third between the teeth. */
const combs = fc
  .record({
    teeth: fc.array(fc.tuple(fc.integer({ min: 3, max: 6 }), fc.integer({ min: 4, max: 22 })), {
      ...{ minLength: 3, maxLength: 6 },
    }),
    islands: fc.array(fc.tuple(fc.nat(35), fc.nat(25)), { minLength: 3, maxLength: 20 }),
  })
  .map(({ teeth, islands }): Mask => {
    const depths = teeth.flatMap(([width, depth]) => new Array<number>(width).fill(depth));
    const [width, height] = [depths.length, 26];
    const classes = Uint8Array.from({ length: width * height }, (_, i) =>
      Math.floor(i / width) < depths[i % width] ? 1 : 2,
    );
    const around = [-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1];
    for (const [col, row] of islands) {
      const at = row * width + col;
      if (col < 1 || col >= width - 1 || row < 1 || row >= height - 1) continue;
      if (around.every((step) => classes[at + step] === classes[at])) classes[at] = 3;
    }
    return { width, height, classes };
  });

const UNITS_PER_PX = 2 ** 20;

/** Small area units, so that sums of areas show parts of pixels. */
function fineUnits(mask: Mask): Ground {
  return {
    ...createPlanarGround(mask),
    areaUnitM2: 1 / (UNITS_PER_PX * DRAWING_AREA_UNITS),
    cellAreaSums(_row, _col, count, out) {
      for (let i = 0; i <= count; i++) out[i] = i * UNITS_PER_PX * DRAWING_AREA_UNITS;
    },
  };
}

const areaOf = ({ polygons }: PlainFeature): number => polygons.flat().reduce((sum, ring) => sum + signedArea(ring), 0);
