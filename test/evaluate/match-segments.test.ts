import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createConnectedSide } from '../../src/evaluate/segments/connected.js';
import { createInstanceSide } from '../../src/evaluate/segments/instances.js';
import { createSegmentMatcher } from '../../src/evaluate/segments/match-segments.js';
import { PairCounts } from '../../src/evaluate/segments/pair-counts.js';
import type { SegmentTally } from '../../src/evaluate/segments/tally.js';
import type { Window } from '../../src/raster/window.js';
import { createGrid, type Grid, tileAt } from '../../src/tiling/grid.js';
import { drawMask } from '../support/draw.js';

interface Drawn {
  width: number;
  height: number;
  classes: Uint8Array;
  /** Numbers of objects; connected pixels where there are none. */
  instances?: Uint32Array;
}

const cut = <T extends Uint8Array | Uint32Array>(all: T, width: number, window: Window): T => {
  const rows = Array.from({ length: window.height }, (_, y) => {
    const from = (window.row + y) * width + window.col;
    return [...all.subarray(from, from + window.width)];
  });
  return new (all.constructor as new (values: number[]) => T)(rows.flat());
};

async function match(mapped: Drawn, truth: Drawn, tileSizePx = 64): Promise<SegmentTally> {
  const { width, height } = mapped;
  const grid = createGrid({ width, height, tileSizePx, overlapPx: 0 });
  const matcher = createSegmentMatcher({ mapped: sideOf(mapped, grid), truth: sideOf(truth, grid) });
  for (let i = 0; i < grid.count; i++) {
    const tile = tileAt(grid, i);
    await matcher.addTile(tile, cut(mapped.classes, width, tile.core), cut(truth.classes, width, tile.core));
  }
  return matcher.finish();
}

function sideOf({ instances, width }: Drawn, grid: Grid) {
  if (!instances) return createConnectedSide(grid);
  return createInstanceSide(async (window) => ({ band: cut(instances, width, window), valid: null }), 'i.tif');
}

const drawInstances = (...rows: string[]): Uint32Array => Uint32Array.from(rows.join(''), Number);

/** Matches all segments at once, pair by pair: slow and plain. */
function matchPlainly(mapped: Drawn, truth: Drawn) {
  const a = segmentsOf(mapped);
  const b = segmentsOf(truth);
  const found = { matched: 0, iou: 0, mapped: 0, truth: 0, ignored: 0 };
  const isCompared = (i: number) => mapped.classes[i] !== 0 && truth.classes[i] !== 0;
  const taken = new Set<number>();
  for (const one of a) {
    const own = one.pixels.filter(isCompared);
    const partner = b.findIndex((other) => {
      const others = other.pixels.filter(isCompared);
      const shared = others.filter((pixel) => one.has.has(pixel)).length;
      const iou = shared / (own.length + others.length - shared);
      if (other.key !== one.key || !(iou > 0.5)) return false;
      found.iou += iou;
      return true;
    });
    if (partner >= 0) {
      found.matched++;
      taken.add(partner);
    } else if (2 * own.length < one.pixels.length) found.ignored++;
    else found.mapped++;
  }
  b.forEach(({ pixels }, i) => {
    if (taken.has(i)) return;
    if (2 * pixels.filter(isCompared).length < pixels.length) found.ignored++;
    else found.truth++;
  });
  return { ...found, mapped: found.mapped + found.matched, truth: found.truth + found.matched };
}

function segmentsOf({ classes, instances, width }: Drawn) {
  const segments: { key: number; pixels: number[]; has: Set<number> }[] = [];
  const seen = new Set<number>();
  for (let start = 0; start < classes.length; start++) {
    if (classes[start] === 0 || seen.has(start)) continue;
    const pixels = instances
      ? [...classes.keys()].filter((i) => classes[i] === classes[start] && instances[i] === instances[start])
      : flood(classes, width, start);
    for (const pixel of pixels) seen.add(pixel);
    segments.push({ key: classes[start], pixels, has: new Set(pixels) });
  }
  return segments;
}

function flood(classes: Uint8Array, width: number, start: number): number[] {
  const found = new Set([start]);
  for (const at of found) {
    const col = at % width;
    const around = [at - width, at + width, ...(col > 0 ? [at - 1] : []), ...(col + 1 < width ? [at + 1] : [])];
    for (const next of around) if (classes[next] === classes[start]) found.add(next);
  }
  return [...found];
}

const sumsOf = (tally: SegmentTally) => {
  const all = [1, 2, 3].map((place) => tally.figures(place));
  const sum = (pick: (one: (typeof all)[number]) => number) => all.reduce((total, one) => total + pick(one), 0);
  return {
    matched: sum((one) => one.matched),
    iou: sum((one) => (one.segmentationQuality ?? 0) * one.matched),
    mapped: sum((one) => one.mapped),
    truth: sum((one) => one.truth),
    ignored: tally.ignored.mapped + tally.ignored.truth,
  };
};

describe('segments', () => {
  it('match above an IoU of one half, not at it', async () => {
    const truth = drawMask('1111222', '1111222');
    const tally = await match(drawMask('1112222', '1112222'), truth);
    // Class 1: 6 of 8 pixels; class 2: 6 of 8.
    expect(tally.figures(1)).toMatchObject({ truth: 1, mapped: 1, matched: 1, segmentationQuality: 0.75 });
    expect(tally.figures(1).panopticQuality).toBe(0.75);
    expect((await match(drawMask('1122222', '1122222'), truth)).figures(1)).toMatchObject({
      ...{ truth: 1, mapped: 1, matched: 0, segmentationQuality: null, recognitionQuality: 0, panopticQuality: 0 },
    });
  });

  it('touch along edges only', async () => {
    const tally = await match(drawMask('12', '21'), drawMask('12', '21'));
    expect(tally.objects()).toEqual({ truth: 4, mapped: 4, matched: 4 });
  });

  it('are not counted where more than half lies on nodata of the other side', async () => {
    const tally = await match(drawMask('11133'), drawMask('.....'));
    expect(tally.objects()).toEqual({ truth: 0, mapped: 0, matched: 0 });
    expect(tally.ignored).toEqual({ truth: 0, mapped: 2 });
    expect((await match(drawMask('111'), drawMask('..1'))).figures(1)).toMatchObject({ matched: 1, truth: 1 });
  });

  it('by number are one wherever they lie; without a number all of a class are one, and no object', async () => {
    const classes = drawMask('11211', '22222');
    const instances = drawInstances('55056', '00000');
    const tally = await match({ ...classes, instances }, { ...classes, instances });
    expect(tally.figures(1)).toMatchObject({ truth: 2, matched: 2 });
    expect(tally.figures(2)).toMatchObject({ truth: 1, matched: 1 });
    expect(tally.objects()).toEqual({ truth: 2, mapped: 2, matched: 2 });
  });

  it('are what a plain search over all pairs finds, for any tiling', async () => {
    const size = { width: 14, height: 11 };
    const cells = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 154, maxLength: 154 });
    const numbers = fc.option(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 154, maxLength: 154 }), {
      nil: null,
    });
    // Truth is the mask with some pixels changed, so that there are matches.
    const changes = fc.array(fc.tuple(fc.nat(153), fc.integer({ min: 0, max: 2 })), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(
        cells,
        numbers,
        changes,
        fc.integer({ min: 2, max: 8 }),
        async (drawn, given, changed, tileSize) => {
          const coarse = drawn.map((_, i) => drawn[((i % 14) >> 1) + ((i / 14) | 0) * 7]);
          const instances = given
            ? { instances: Uint32Array.from(given.map((_, i) => given[((i % 14) >> 2) + 1])) }
            : {};
          const mapped = { ...size, classes: Uint8Array.from(coarse), ...instances };
          const truth = { ...mapped, classes: mapped.classes.slice() };
          for (const [at, value] of changed) truth.classes[at] = value;
          const tally = await match(mapped, truth);
          const { iou, ...counts } = sumsOf(tally);
          const plain = matchPlainly(mapped, truth);
          expect(counts).toEqual({
            matched: plain.matched,
            mapped: plain.mapped,
            truth: plain.truth,
            ignored: plain.ignored,
          });
          expect(iou).toBeCloseTo(plain.iou, 9);
          const tiled = await match(mapped, truth, tileSize);
          expect([1, 2].map((place) => tiled.figures(place))).toEqual([1, 2].map((place) => tally.figures(place)));
          expect([tiled.objects(), tiled.ignored]).toEqual([tally.objects(), tally.ignored]);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('counts by pair', () => {
  it('are those of a map', () => {
    const pair = fc.tuple(
      fc.integer({ min: 1, max: 40 }),
      fc.oneof(fc.nat(40), fc.integer({ min: 2 ** 31, max: 2 ** 32 - 1 })),
    );
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 400 }), (pairs) => {
        const counts = new PairCounts(16);
        const wanted = new Map<string, number>();
        for (const [a, b] of pairs) {
          counts.add(a, b, 2);
          wanted.set(`${a} ${b}`, (wanted.get(`${a} ${b}`) ?? 0) + 2);
        }
        const found = new Map<string, number>();
        counts.forEach((a, b, count) => {
          found.set(`${a} ${b}`, count);
        });
        expect([...found].sort()).toEqual([...wanted].sort());
        expect(counts.size).toBe(wanted.size);
        counts.clear();
        expect([counts.size, counts.get(1, 1)]).toEqual([0, 0]);
      }),
    );
  });
});
