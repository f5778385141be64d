import { createHash } from 'node:crypto';
import type { Filterable, Predicate } from '../../src/query/cql2/predicate.js';
import type {
  AggregateGroup,
  BboxLonLat,
  CollectionInfo,
  Column,
  Feature,
  FeatureSource,
  PropertyValue,
} from '../../src/query/feature-source.js';

export const COLUMNS: readonly Column[] = [
  { name: 'class', type: 'integer', title: 'Class' },
  { name: 'label', type: 'string', title: 'Label', values: ['Water', 'Forest', 'Field'] },
  { name: 'area_m2', type: 'number', title: 'Area', unit: 'm2' },
  { name: 'scene', type: 'string' },
  { name: 'datetime', type: 'string', format: 'date-time' },
];

const LABELS = ['Water', 'Forest', 'Field'];

/** A square of 0.001 degrees a side, on a grid from a corner. */
export const makeSquare = (
  id: number,
  [west, south]: readonly [number, number],
  more: Record<string, PropertyValue> = {},
): Feature => {
  const [x, y] = [round(west + (id % 5) * 0.002), round(south + Math.floor(id / 5) * 0.002)];
  const [east, north] = [round(x + 0.001), round(y + 0.001)];
  return {
    id: String(id),
    geometry: {
      type: 'Polygon',
      coordinates: [
        [
          [x, y],
          [east, y],
          [east, north],
          [x, north],
          [x, y],
        ],
      ],
    },
    properties: {
      class: (id % 3) + 1,
      label: LABELS[id % 3],
      area_m2: 1000 + id * 10.5,
      scene: 'west-field',
      datetime: '2026-06-01T10:00:00Z',
      ...more,
    },
  };
};

const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;

/** Features by collection, kept in memory: simple, and slow. */
export function createMemorySource(collections: Readonly<Record<string, readonly Feature[]>>): FeatureSource {
  const describe = (id: string): CollectionInfo => {
    const features = collections[id];
    const times = features
      .flatMap(({ properties }) => (typeof properties.datetime === 'string' ? [properties.datetime] : []))
      .sort();
    return {
      id,
      title: `Map of ${id}`,
      description: `Polygons of ${id} & more`,
      bboxLonLat: boxAround(features),
      interval: [times[0] ?? null, times.at(-1) ?? null],
      featureCount: features.length,
      columns: COLUMNS,
      etag: createHash('sha256').update(JSON.stringify(features)).digest('hex'),
    };
  };
  const choose = (collection: string, bbox?: BboxLonLat, filter?: Predicate): Feature[] =>
    collections[collection].filter(
      (feature) => (!bbox || meets(feature, bbox)) && (!filter || filter(toFilterable(feature)) === true),
    );
  return {
    collections: async () => Object.keys(collections).map(describe),
    collection: async (id) => (Object.hasOwn(collections, id) ? describe(id) : null),
    feature: async (collection, id) => collections[collection].find((feature) => feature.id === id) ?? null,
    async select(collection, { bboxLonLat, filter, sortBy = [], offset, limit, limitBytes }) {
      const matched = choose(collection, bboxLonLat, filter);
      for (const { property, isDescending } of [...sortBy].reverse()) {
        matched.sort((a, b) => compare(a.properties[property], b.properties[property]) * (isDescending ? -1 : 1));
      }
      const features: Feature[] = [];
      let bytes = 0;
      for (const feature of matched.slice(offset, offset + limit)) {
        bytes += JSON.stringify(feature).length;
        if (features.length > 0 && bytes > limitBytes) break;
        features.push(feature);
      }
      const next = offset + features.length;
      return { features, matched: matched.length, next: next < matched.length ? next : null };
    },
    async aggregate(collection, { bboxLonLat, filter, by }) {
      const groups = new Map<string | null, AggregateGroup>();
      for (const { properties } of choose(collection, bboxLonLat, filter)) {
        const value = by === 'month' ? properties.datetime : by ? properties[by] : null;
        const key = typeof value === 'string' ? value.slice(0, by === 'month' ? 7 : undefined) : null;
        const { count, areaM2 } = groups.get(key) ?? { count: 0, areaM2: 0 };
        groups.set(key, { key, count: count + 1, areaM2: areaM2 + Number(properties.area_m2), pixels: 0, means: {} });
      }
      return [...groups.values()].sort((a, b) => compare(a.key, b.key));
    },
  };
}

const toFilterable = ({ id, geometry, properties }: Feature): Filterable => ({
  property: (name) => {
    if (name === 'id') return Number(id);
    return name === 'geometry' ? geometry && { kind: 'shape', geometry } : (properties[name] ?? null);
  },
});

const compare = (a: PropertyValue, b: PropertyValue): number => (a === b ? 0 : a! < b! ? -1 : 1);

function boxAround(features: readonly Feature[]): BboxLonLat | null {
  const places = features.flatMap(
    ({ geometry }) => geometry?.coordinates.flat(geometry.type === 'Polygon' ? 1 : 2) as number[][],
  );
  if (places.length === 0) return null;
  const [lons, lats] = [0, 1].map((axis) => places.map((place) => place[axis]));
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

function meets(feature: Feature, [west, south, east, north]: BboxLonLat): boolean {
  const box = boxAround([feature]);
  if (!box) return true;
  const isBeside = west <= east ? box[0] > east || box[2] < west : box[0] > east && box[2] < west;
  return !isBeside && box[1] <= north && box[3] >= south;
}
