import type { FeatureBatch, FeatureSchema } from '../../../src/vectorize/feature.js';
import { INDEX_SCALE, type Layer } from '../../../src/vectorize/layer.js';

/** Longitude and latitude. */
export type Position = [number, number];

/** A feature as a person would write it down. */
export interface PlainFeature {
  id: number;
  classId: number;
  pixels: number;
  areaM2: number;
  perimeterM: number;
  /** A figure for each statistic of each layer. */
  means: number[];
  /** polygons → rings → positions */
  polygons: Position[][][];
}

/** Layers of which the mean alone is asked for. */
export const meansOf = (...names: string[]): Layer[] =>
  names.map((name) => ({ name, statistics: ['mean'], ...INDEX_SCALE }));

export const schemaWith = (changes: Partial<FeatureSchema> = {}): FeatureSchema => ({
  scene: 'S2A_T31UFS',
  recipe: 'land "cover"',
  datetime: '2026-06-01T10:50:31Z',
  legend: [
    { id: 1, name: 'Wasser \\ „See“', color: '#0000ff' },
    { id: 2, name: 'forest', color: '#008000' },
    { id: 255, name: 'bare\nsoil 🏜', color: '#aa8800' },
  ],
  layers: meansOf('ndvi', 'ndwi'),
  hasShape: false,
  coordinateDecimals: 7,
  ...changes,
});

/** How many statistics of layers every feature has. */
export const countFigures = ({ layers }: FeatureSchema): number =>
  layers.reduce((sum, { statistics }) => sum + statistics.length, 0);

/** The columns that hold these features. */
export function batchOf(features: PlainFeature[], figureCount = 2): FeatureBatch {
  const polygons = features.flatMap((feature) => feature.polygons);
  const rings = polygons.flat();
  return {
    count: features.length,
    id: Float64Array.from(features, ({ id }) => id),
    classId: Uint8Array.from(features, ({ classId }) => classId),
    pixels: Float64Array.from(features, ({ pixels }) => pixels),
    areaM2: Float64Array.from(features, ({ areaM2 }) => areaM2),
    perimeterM: Float64Array.from(features, ({ perimeterM }) => perimeterM),
    figures: Array.from({ length: figureCount }, (_, i) => Float64Array.from(features, ({ means }) => means[i]!)),
    polygonOffsets: runningSum(features.map((feature) => feature.polygons.length)),
    ringOffsets: runningSum(polygons.map((polygon) => polygon.length)),
    vertexOffsets: runningSum(rings.map((ring) => ring.length)),
    lonLat: Float64Array.from(rings.flat(2)),
  };
}

function runningSum(lengths: number[]): Uint32Array {
  const sums = new Uint32Array(lengths.length + 1);
  lengths.forEach((length, i) => {
    sums[i + 1] = sums[i]! + length;
  });
  return sums;
}

/** Uniform numbers from 0 to 1 exclusive, the same for the same seed (a 32-bit LCG, Numerical Recipes' constants). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Features with one polygon or several, some with holes, spread over a degree; valid and right-handed. */
export function randomFeatures(count: number, { seed = 1, decimals = 7, vertices = 12 } = {}): PlainFeature[] {
  const random = seededRandom(seed);
  const side = Math.max(1, Math.ceil(Math.sqrt(count)));
  const cell = 1 / side;
  const ring = (centre: Position, radius: number, turn: 1 | -1): Position[] => {
    const corners = 3 + Math.floor(random() * 2 * vertices);
    const open = Array.from({ length: corners }, (_, i): Position => {
      const angle = (turn * 2 * Math.PI * i) / corners;
      const reach = radius * (0.8 + 0.2 * random());
      const [x, y] = [centre[0] + reach * Math.cos(angle), centre[1] + reach * Math.sin(angle)];
      return [roundPlaces(x, decimals), roundPlaces(y, decimals)];
    });
    return [...open, open[0]!];
  };
  const polygon = (centre: Position, radius: number): Position[][] =>
    random() < 0.2 ? [ring(centre, radius, 1), ring(centre, radius * 0.3, -1)] : [ring(centre, radius, 1)];
  return Array.from({ length: count }, (_, i) => {
    // one column, then the next, with a jump: so that neither the input nor its reverse is the Hilbert order
    const slot = (i * 7919) % (side * side || 1);
    const centre: Position = [-0.5 + cell * (0.5 + (slot % side)), 51 + cell * (0.5 + Math.floor(slot / side))];
    const isMulti = random() < 0.1;
    const parts: Position[] = isMulti
      ? [
          [centre[0] - cell / 4, centre[1]],
          [centre[0] + cell / 4, centre[1]],
        ]
      : [centre];
    return {
      id: i * 1_000_003,
      classId: [1, 2, 255][Math.floor(random() * 3)]!,
      pixels: 1 + Math.floor(random() * 1e6),
      areaM2: random() * 10 ** (8 * random() - 2),
      perimeterM: random() * 1e4,
      means: [2 * random() - 1, random() < 0.1 ? Number.NaN : 2 * random() - 1],
      polygons: parts.map((part) => polygon(part, cell * (isMulti ? 0.2 : 0.45))),
    };
  });
}

export const randomBatch = (count: number, options = {}): FeatureBatch => batchOf(randomFeatures(count, options));

/** What the pipeline does to coordinates. */
export const roundPlaces = (value: number, decimals: number): number =>
  Math.round(value * 10 ** decimals) / 10 ** decimals + 0;

/** The bytes of feature `i`. */
export const bytesOf = (encoded: { bytes: Uint8Array; offsets: Float64Array }, i: number): Uint8Array =>
  encoded.bytes.subarray(encoded.offsets[i]!, encoded.offsets[i + 1]!);

/** A feature's properties as every format has to give them, worked out independently: by text. */
export function expectedProperties(feature: PlainFeature, schema: FeatureSchema): Record<string, unknown> {
  const fixed = (value: number, places: number): number =>
    Number((Math.round(value * 10 ** places) / 10 ** places).toFixed(places));
  const names = schema.layers.flatMap(({ name, statistics, decimals }) =>
    statistics.map((statistic) => ({ name: `${name}_${statistic}`, decimals })),
  );
  const figures = names.map(({ name, decimals }, i) => {
    const value = feature.means[i]!;
    return [name, Number.isFinite(value) ? Math.sign(value) * fixed(Math.abs(value), decimals) + 0 : null];
  });
  const circle = Math.min(1, (4 * Math.PI * feature.areaM2) / feature.perimeterM ** 2);
  return {
    class: feature.classId,
    label: schema.legend.find(({ id }) => id === feature.classId)!.name,
    area_m2: fixed(feature.areaM2, feature.areaM2 >= 1 ? 2 : 6),
    perimeter_m: fixed(feature.perimeterM, 2),
    pixels: feature.pixels,
    ...(schema.hasShape ? { compactness: fixed(circle, 4) } : {}),
    ...Object.fromEntries(figures),
    scene: schema.scene,
    recipe: schema.recipe,
    datetime: schema.datetime,
  };
}
