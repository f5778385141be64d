import type { SieveRule } from '../../../src/vectorize/sieve/best-neighbour.js';
import type { SieveCounts } from '../../../src/vectorize/sieve/join-regions.js';
import type { Mask } from '../../support/vectorize-in-memory.js';

interface PlainRegion {
  classId: number;
  pixels: number[];
  /** In the order in which they are met. */
  neighbours: Map<PlainRegion, number>;
}

const SIDES = [
  [0, -1, 1],
  [-1, 0, 1],
] as const;
/** Above, above left, above right, left: column step, row step, common sides. */
const SIDES_AND_CORNERS = [SIDES[0], [-1, -1, 0], [1, -1, 0], SIDES[1]] as const;

/** The sieve as it is told in words: slow, over the whole mask at once. */
export function sievePlainly(
  mask: Mask,
  { connectivity, rule, minPixels }: { connectivity: 4 | 8; rule: SieveRule; minPixels: number },
): { classes: Uint8Array; counts: SieveCounts } {
  const steps = connectivity === 4 ? SIDES : SIDES_AND_CORNERS;
  const regions = findRegions(mask, steps);
  const isSmall = (region: PlainRegion) => region.pixels.length < minPixels;
  const bestOf = (region: PlainRegion): PlainRegion | undefined => {
    const worth = ([neighbour, sides]: [PlainRegion, number]) =>
      rule === 'largest' ? [neighbour.pixels.length] : [sides, neighbour.pixels.length];
    // A stable sort: of equals the first met stays first.
    const ordered = [...region.neighbours].sort((a, b) => {
      const [worthA, worthB] = [worth(a), worth(b)];
      const at = worthA.findIndex((value, i) => value !== worthB[i]);
      return at < 0 ? 0 : worthB[at]! - worthA[at]!;
    });
    return ordered[0]?.[0];
  };
  const classes = mask.classes.slice();
  const counts = { joinedRegions: 0, joinedPixels: 0, keptSmall: 0 };
  for (const region of regions.filter(isSmall)) {
    const seen = new Set<PlainRegion>();
    let at: PlainRegion | undefined = region;
    while (at && isSmall(at) && !seen.has(at)) {
      seen.add(at);
      at = bestOf(at);
    }
    if (!at || isSmall(at)) {
      counts.keptSmall++;
      continue;
    }
    counts.joinedRegions++;
    counts.joinedPixels += region.pixels.length;
    for (const pixel of region.pixels) classes[pixel] = at.classId;
  }
  return { classes, counts };
}

function findRegions({ width, height, classes }: Mask, steps: readonly (readonly [number, number, number])[]) {
  const regionAt = new Array<PlainRegion | undefined>(classes.length);
  const at = (col: number, row: number): number =>
    col >= 0 && row >= 0 && col < width && row < height ? row * width + col : -1;
  const regions: PlainRegion[] = [];
  for (let start = 0; start < classes.length; start++) {
    if (classes[start] === 0 || regionAt[start]) continue;
    const region: PlainRegion = { classId: classes[start]!, pixels: [], neighbours: new Map() };
    regions.push(region);
    const waiting = [start];
    regionAt[start] = region;
    for (let pixel = waiting.pop(); pixel !== undefined; pixel = waiting.pop()) {
      region.pixels.push(pixel);
      for (const [col, row] of [...steps, ...steps.map(([x, y]) => [-x, -y] as const)]) {
        const next = at((pixel % width) + col, Math.floor(pixel / width) + row);
        if (next < 0 || classes[next] !== region.classId || regionAt[next]) continue;
        regionAt[next] = region;
        waiting.push(next);
      }
    }
  }
  for (let pixel = 0; pixel < classes.length; pixel++) {
    for (const [col, row, sides] of steps) {
      const here = regionAt[pixel];
      const there = regionAt[at((pixel % width) + col, Math.floor(pixel / width) + row)];
      if (!here || !there || here === there) continue;
      here.neighbours.set(there, (here.neighbours.get(there) ?? 0) + sides);
      there.neighbours.set(here, (there.neighbours.get(here) ?? 0) + sides);
    }
  }
  return regions;
}
