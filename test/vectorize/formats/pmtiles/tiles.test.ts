import { describe, expect, it } from 'vitest';
import { detailOf, planZooms } from '../../../../src/vectorize/formats/pmtiles/zooms.js';
import { drawMask } from '../../../support/draw.js';
import {
  expectedProperties,
  type PlainFeature,
  type Position,
  randomFeatures,
  schemaWith,
  seededRandom,
} from '../batches.js';
import { archiveOf, featuresOfMask, randomMask } from './maps.js';
import { areaOf, type OpenArchive, openArchive, type Point, type ReadFeature, signedArea } from './read-archive.js';

const schema = schemaWith();
const open = async (features: PlainFeature[], maxZoom: number, maxTileBytes?: number): Promise<OpenArchive> =>
  openArchive(await archiveOf(features, { maxZoom, ...(maxTileBytes ? { maxTileBytes } : {}) }));

/** What every feature says in a tile: all but the perimeter and what the metadata say. */
function tileProperties(feature: PlainFeature): Record<string, unknown> {
  const { perimeter_m, scene, recipe, datetime, ...rest } = expectedProperties(feature, schema);
  return Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null));
}

/** Web Mercator by its textbook formula, in units of a zoom's whole grid. */
function toUnits([lon, lat]: Position, zoom: number): Point {
  const side = 4096 * 2 ** zoom;
  const y = Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360));
  return [((lon + 180) / 360) * side, (0.5 - y / (2 * Math.PI)) * side];
}

/** Area in units of a zoom, as it would be without any rounding. */
function exactArea({ polygons }: PlainFeature, zoom: number): number {
  return polygons.flat().reduce((sum, ring) => sum - signedArea(ring.slice(0, -1).map((at) => toUnits(at, zoom))), 0);
}

const lengthOf = (ring: Point[]): number =>
  ring.reduce((sum, [x, y], i) => sum + Math.hypot(x - ring.at(i - 1)![0], y - ring.at(i - 1)![1]), 0);

/** The rings cut to the tile itself, without its buffer: a plain cut of each side in turn. */
function withoutBuffer(ring: Point[]): Point[] {
  const cut = (points: Point[], inside: (p: Point) => number): Point[] =>
    points.flatMap((to, i) => {
      const from = points.at(i - 1)!;
      const [a, b] = [inside(from), inside(to)];
      const at = (t: number): Point => [from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1])];
      const crossing = a * b < 0 ? [at(a / (a - b))] : [];
      return b >= 0 ? [...crossing, to] : crossing;
    });
  const sides = [(p: Point) => p[0], (p: Point) => 4096 - p[0], (p: Point) => p[1], (p: Point) => 4096 - p[1]];
  return sides.reduce(cut, ring);
}

const innerArea = ({ rings }: ReadFeature): number =>
  rings.reduce((sum, ring) => sum + signedArea(withoutBuffer(ring)), 0);

async function* featuresAt(archive: OpenArchive, zoom: number): AsyncGenerator<ReadFeature> {
  for (const place of archive.places) if (place.z === zoom) yield* await archive.features(place);
}

describe('the tiles of the largest zoom', () => {
  it('hold every feature with its id, properties and area', async () => {
    const features = randomFeatures(60, { seed: 3 });
    const archive = await open(features, 10);
    const found = new Map<number, { area: number; properties: unknown; slack: number }>();
    for await (const feature of featuresAt(archive, 10)) {
      const entry = found.get(feature.id) ?? { area: 0, properties: feature.properties, slack: 0 };
      expect(feature.properties).toEqual(entry.properties);
      entry.area += innerArea(feature);
      entry.slack += feature.rings.reduce((sum, ring) => sum + lengthOf(ring), 0);
      found.set(feature.id, entry);
    }
    expect([...found.keys()].sort((a, b) => a - b)).toEqual(features.map(({ id }) => id));
    for (const feature of features) {
      const { area, properties, slack } = found.get(feature.id)!;
      expect(properties).toEqual(tileProperties(feature));
      // each vertex moves by 0.71 units at most
      expect(Math.abs(area - exactArea(feature, 10))).toBeLessThan(slack);
      expect(Math.abs(area / exactArea(feature, 10) - 1)).toBeLessThan(0.02);
    }
  });

  it.each([4, 8] as const)('leave no gap and no overlap between neighbours (connectivity %i)', async (connectivity) => {
    const mask = randomMask(96, seededRandom(5), { speckle: 0.3 });
    const features = featuresOfMask(mask, { pixelDeg: 0.001, origin: [8.03, 48.07], connectivity });
    const archive = await open(features, 13);
    for (const place of archive.places.filter(({ z }) => z === 13)) {
      const drawn = await archive.features(place);
      const covered = drawn.reduce((sum, feature) => sum + areaOf(feature), 0);
      const [west, north] = toUnits([8.03, 48.07], 13);
      const [east, south] = toUnits([8.03 + 0.096, 48.07 - 0.096], 13);
      const span = (from: number, to: number, tile: number): number =>
        Math.min(4160, Math.round(to - 4096 * tile)) - Math.max(-64, Math.round(from - 4096 * tile));
      expect(covered).toBe(span(west, east, place.x) * span(north, south, place.y));
    }
  });

  it('wind outer rings with the clock and holes against it, outer ones first', async () => {
    const mask = drawMask('11111', '12221', '12.21', '12221', '11111');
    const archive = await open(featuresOfMask(mask, { pixelDeg: 0.01, origin: [8, 48] }), 8);
    for await (const { rings } of featuresAt(archive, 8)) {
      expect(rings.map((ring) => Math.sign(signedArea(ring)))).toEqual([1, -1]);
    }
  });
});

describe('the tiles of lower zooms', () => {
  const mask = randomMask(128, seededRandom(9), { blobPx: 8, speckle: 0.25 });
  const features = featuresOfMask(mask, { pixelDeg: 0.001, origin: [8.03, 48.07] });

  it('are all there, down to the world', async () => {
    const archive = await open(features, 12);
    const zooms = new Set(archive.places.map(({ z }) => z));
    expect([...zooms]).toEqual(Array.from({ length: 13 }, (_, z) => z));
    expect((await archive.features({ z: 0, x: 0, y: 0 })).length).toBeGreaterThan(0);
    const seen = new Set<string>();
    for (const { z, x, y } of archive.places) {
      // a tile lies in one that is there as well
      if (z > 0) expect(seen.has(`${z - 1}/${x >> 1}/${y >> 1}`)).toBe(true);
      seen.add(`${z}/${x}/${y}`);
    }
  });

  it('hold fewer and fewer features', async () => {
    const archive = await open(features, 12);
    const counts = new Map<number, Set<number>>();
    for (let zoom = 6; zoom <= 12; zoom++) {
      counts.set(zoom, new Set());
      for await (const { id } of featuresAt(archive, zoom)) counts.get(zoom)!.add(id);
    }
    expect(counts.get(12)!.size).toBe(features.length);
    for (let zoom = 6; zoom < 12; zoom++)
      expect(counts.get(zoom)!.size).toBeLessThanOrEqual(counts.get(zoom + 1)!.size);
    expect(counts.get(6)!.size).toBeLessThan(features.length / 10);
  });

  it('keep about the area of a class that consists of single pixels', async () => {
    // lone pixels of class 2, each a fifth of the pixels of a row or column apart
    const classes = Uint8Array.from({ length: 128 * 128 }, (_, i) =>
      i % 5 === 2 && Math.floor(i / 128) % 5 === 2 ? 2 : 1,
    );
    const speckled = featuresOfMask({ width: 128, height: 128, classes }, { pixelDeg: 0.001, origin: [8.03, 48.07] });
    const archive = await open(speckled, 12);
    const wanted = speckled
      .filter(({ classId }) => classId === 2)
      .reduce((sum, feature) => sum + exactArea(feature, 9), 0);
    let area = 0;
    for await (const feature of featuresAt(archive, 9)) if (feature.properties.class === 2) area += innerArea(feature);
    expect(area / wanted).toBeGreaterThan(0.9);
    expect(area / wanted).toBeLessThan(1.1);
  });

  it('are not larger than readers bear, at any zoom', async () => {
    const whole = await open(features, 12);
    const tight = await open(features, 12, 8000);
    let hadLarger = false;
    for (const place of whole.places) hadLarger ||= (await whole.bytes(place))!.length > 8200;
    expect(hadLarger).toBe(true);
    for (const place of tight.places) expect((await tight.bytes(place))!.length).toBeLessThanOrEqual(8200);
    expect(tight.places.length).toBe(whole.places.length);
  });

  it('are the same whether or not outlines are kept on the way', async () => {
    const kept = await archiveOf(features, { maxZoom: 12 });
    for (const heldBytes of [0, 1e4, 1e5]) {
      expect(Buffer.compare(await archiveOf(features, { maxZoom: 12, heldBytes }), kept)).toBe(0);
    }
  });

  it('share their borders as well', async () => {
    const plain = featuresOfMask(randomMask(64, seededRandom(2), { blobPx: 16, speckle: 0 }), {
      pixelDeg: 0.002,
      origin: [8.03, 48.07],
    });
    const archive = await open(plain, 12);
    for (let zoom = 9; zoom < 12; zoom++) {
      for (const place of archive.places.filter(({ z }) => z === zoom)) {
        const drawn = await archive.features(place);
        const points = drawn.flatMap(({ rings }) => rings.flat());
        const span = (axis: 0 | 1): number =>
          Math.max(...points.map((p) => p[axis])) - Math.min(...points.map((p) => p[axis]));
        expect(drawn.reduce((sum, feature) => sum + areaOf(feature), 0)).toBe(span(0) * span(1));
      }
    }
  });
});

describe('odd places', () => {
  const squareAt = (west: number, south: number, east: number, north: number, id = 0): PlainFeature => {
    const ring: Position[] = [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ];
    return { id, classId: 1, pixels: 9, areaM2: 1e8, perimeterM: 4e4, means: [0.5, 0.5], polygons: [[ring]] };
  };

  it('without features: one empty tile', async () => {
    const archive = await open([], 0);
    expect(archive.places).toEqual([{ z: 0, x: 0, y: 0 }]);
    expect(await archive.features({ z: 0, x: 0, y: 0 })).toEqual([]);
  });

  it.each([
    ['at the antimeridian from the west', squareAt(179.9, 10, 180, 10.1), { x: 1023 }],
    ['at the antimeridian from the east', squareAt(-180, 10, -179.9, 10.1), { x: 0 }],
    ['over the upper border', squareAt(20, 84.9, 20.5, 89), { y: 0 }],
    ['over the lower border', squareAt(20, -90, 20.5, -84.9), { y: 1023 }],
  ])('%s', async (_, feature, wanted) => {
    const archive = await open([feature], 10);
    const last = archive.places.filter(({ z }) => z === 10);
    expect(last).toContainEqual(expect.objectContaining(wanted));
    for await (const { id } of featuresAt(archive, 10)) expect(id).toBe(feature.id);
  });

  it('on both sides of the antimeridian, and nowhere between', async () => {
    const [west, east] = [squareAt(179.9, 10, 180, 10.1), squareAt(-180, 10, -179.9, 10.1)];
    const both = { ...west, polygons: [...west.polygons, ...east.polygons] };
    for (const heldBytes of [0, 1e6]) {
      const archive = await openArchive(await archiveOf([both], { maxZoom: 10, heldBytes }));
      for (let zoom = 0; zoom <= 10; zoom++) {
        const columns = archive.places.filter(({ z }) => z === zoom).map(({ x }) => x);
        expect(columns).toContain(2 ** zoom - 1);
        for (const x of columns) expect([0, 2 ** zoom - 1]).toContain(x);
      }
      const [dot] = await archive.features({ z: 0, x: 0, y: 0 });
      expect(dot!.rings.flat().every(([x]) => x > 4000)).toBe(true);
    }
  });

  it('beyond the border: nothing is to be seen', async () => {
    for (const maxZoom of [0, 10]) {
      const archive = await open([squareAt(20, 86, 40, 89), squareAt(20, -89, 40, -86, 1)], maxZoom);
      expect(archive.places).toEqual([{ z: 0, x: 0, y: 0 }]);
      expect(await archive.features({ z: 0, x: 0, y: 0 })).toEqual([]);
    }
  });

  it('within one region: equal tiles once', async () => {
    const archive = await open([squareAt(-60, -60, 60, 60)], 6);
    const last = archive.places.filter(({ z }) => z === 6);
    expect(archive.header.numTileContents).toBeLessThan(last.length / 4);
    expect(archive.header.numTileEntries).toBeLessThan(archive.places.length / 2);
  });
});

describe('the zooms of a map', () => {
  const facts = { pixelSide: 2.5e-7, bounds: [0.5, 0.3, 0.501, 0.3005], features: 100, vertices: 5000, pixels: 1e6 };

  it('end where a pixel takes 1 to 2 screen pixels', () => {
    for (let side = 1e-8; side < 1e-3; side *= 1.7) {
      const { max } = planZooms({ ...facts, pixelSide: side });
      const px = side * 512 * 2 ** max;
      expect(px >= 1 && px < 2).toBe(true);
    }
    expect(planZooms({ ...facts, pixelSide: 1e-12 }).max).toBe(22);
    expect(planZooms({ ...facts, pixelSide: 1 }).max).toBe(0);
  });

  it('go deeper for a busy map, but not without end', () => {
    const { max } = planZooms(facts);
    expect(planZooms({ ...facts, features: 40_000, vertices: 5e5 }).max).toBe(max + 1);
    expect(planZooms({ ...facts, pixels: 1e9, features: 1e9, vertices: 5e9 }).max).toBe(max + 3);
  });

  it('begin to show it where it fits into a tile', () => {
    expect(planZooms(facts).fit).toBe(9);
    expect(planZooms({ ...facts, bounds: [0, 0, 1, 1] }).fit).toBe(0);
  });

  it('show less the coarser they are', () => {
    for (const isLargest of [true, false]) {
      for (let coarser = 0; coarser < 6; coarser++) {
        const [fine, coarse] = [detailOf(isLargest, coarser), detailOf(isLargest, coarser + 1)];
        expect(coarse.minArea).toBeGreaterThan(fine.minArea);
        expect(coarse.gridUnits).toBe(2 * fine.gridUnits);
        expect(64 % coarse.gridUnits === 0 || coarse.gridUnits % 64 === 0).toBe(true);
      }
    }
  });
});
