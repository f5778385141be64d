import { InternalError } from '../../errors.js';
import type { PropertyValue } from '../../query/feature-source.js';
import { Clipper } from '../../vectorize/formats/pmtiles/clip-polygon.js';
import type { MapFeatures } from '../../vectorize/formats/pmtiles/map-features.js';
import { mercatorArea, mercatorX, mercatorY } from '../../vectorize/formats/pmtiles/mercator.js';
import type { PolygonSink } from '../../vectorize/formats/pmtiles/polygon-sink.js';
import { RingList } from '../../vectorize/formats/pmtiles/ring-list.js';
import type { TilePlace } from '../../vectorize/formats/pmtiles/tile-id.js';
import { bufferedBox, type TileNode } from '../../vectorize/formats/pmtiles/tile-node.js';
import { createDecoder, type FoundFeature } from '../found-feature.js';
import type { PublishedRun } from '../load-run.js';
import { ID_COLUMN } from '../run-columns.js';
import { fieldsOf } from './tile-fields.js';

type Polygons = number[][][][];

/** Features of a run, with the part of their rings that lies in a tile, as the drawer of tiles takes them. */
export function toMapFeatures(
  run: PublishedRun,
  found: readonly FoundFeature[],
  place: TilePlace,
): { map: MapFeatures; node: TileNode } {
  const fields = fieldsOf(run);
  const decoder = createDecoder(run);
  const names = [ID_COLUMN, ...fields.map(({ name }) => name)];
  const read = decoder.properties(names);
  const [classAt, areaAt] = [names.indexOf('class'), names.indexOf('area_m2')];
  const features = found
    .map((feature) => ({ feature, values: read(feature) }))
    .sort((a, b) => Number(a.values[0]) - Number(b.values[0]));
  const count = features.length;
  const boxes = new Float64Array(4 * count);
  const list = new RingList();
  const starts = new Uint32Array(count + 1);
  const clipper = new Clipper(bufferedBox(place), list);
  features.forEach(({ feature }, i) => {
    boxes.set(feedPolygons(polygonsOf(decoder.geometry(feature)), clipper), 4 * i);
    starts[i + 1] = list.count;
  });
  const map: MapFeatures = {
    count,
    boxes,
    areas: Float64Array.from(features, ({ values }, i) =>
      mercatorArea(Number(values[areaAt]), (boxes[4 * i + 1] + boxes[4 * i + 3]) / 2),
    ),
    sizes: new Uint32Array(count),
    classId: Uint8Array.from(features, ({ values }) => Number(values[classAt])),
    id: Float64Array.from(features, ({ values }) => Number(values[0])),
    fields,
    valuesOf: (i) => features[i].values.slice(1).map(toFieldValue),
    readWkb() {
      throw new InternalError({ thing: 'tile', wanted: 'rings that are in memory', got: 'a feature to be read' });
    },
  };
  const all = Uint32Array.from({ length: count }, (_, i) => i);
  return { map, node: { place, features: all, rings: { list, starts } } };
}

const toFieldValue = (value: PropertyValue): string | number | null =>
  typeof value === 'boolean' ? Number(value) : value;

type Geometry = ReturnType<ReturnType<typeof createDecoder>['geometry']>;

function polygonsOf(geometry: Geometry): Polygons {
  if (!geometry) return [];
  return geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
}

/** Gives out polygons in degrees in Web Mercator; their box there. */
function feedPolygons(polygons: Polygons, sink: PolygonSink): [number, number, number, number] {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const rings of polygons) {
    rings.forEach((ring, number) => {
      const isWanted = sink.ring(number > 0);
      // The last vertex repeats the first.
      for (const [lon, lat] of ring.slice(0, -1)) {
        const [x, y] = [mercatorX(lon), mercatorY(lat)];
        if (number === 0) {
          box[0] = Math.min(box[0], x);
          box[1] = Math.min(box[1], y);
          box[2] = Math.max(box[2], x);
          box[3] = Math.max(box[3], y);
        }
        if (isWanted) sink.put(x, y);
      }
      if (isWanted) sink.end(false);
    });
  }
  return box;
}
