import { createRunKeys } from '../../src/store/keys.js';
import type { Store } from '../../src/store/store.js';
import type { FeatureBatch } from '../../src/vectorize/feature.js';
import { encodeFlatGeobuf, flatGeobufHead } from '../../src/vectorize/formats/flatgeobuf.js';
import { hilbertOrder } from '../../src/vectorize/formats/hilbert.js';
import { featureBboxes } from '../../src/vectorize/formats/wkb.js';
import { makeRedNir } from '../support/write-scene.js';
import { schemaWith, seededRandom } from '../vectorize/formats/batches.js';
import { publish } from './published.js';

/** Diamonds of any size and shape in a lattice over one degree, west and south of which lie these. */
export const LATTICE = { west: 15, south: 48, count: 160_000 };
const SIDE = Math.sqrt(LATTICE.count);

/** Publishes a small run and puts a large file in the place of its polygons. Returns the diamonds' boxes, four numbers each. */
export async function publishMany(store: Store): Promise<Float64Array> {
  await publish(store, 'many', makeRedNir(30, 20));
  const batch = makeDiamonds();
  const schema = schemaWith({ layers: [], datetime: null });
  const bboxes = featureBboxes(batch);
  const order = hilbertOrder(bboxes);
  const { bytes, offsets } = encodeFlatGeobuf(batch, schema);
  const sizes = Array.from(batch.id, (_, i) => offsets[i + 1] - offsets[i]);
  const head = [...flatGeobufHead({ schema, bboxes, sizes, order })];
  const features = Array.from(order, (i) => bytes.subarray(offsets[i], offsets[i + 1]));
  const { output } = createRunKeys({ sceneId: 'many', recipe: 'crop-health', runId: '' });
  await store.put(output('regions.fgb'), Buffer.concat([...head, ...features]));
  return bboxes;
}

function makeDiamonds(): FeatureBatch {
  const random = seededRandom(5);
  const { west, south, count } = LATTICE;
  const lonLat = new Float64Array(10 * count);
  for (let i = 0; i < count; i++) {
    const [x, y] = [west + ((i % SIDE) + random()) / SIDE, south + (Math.floor(i / SIDE) + random()) / SIDE];
    // One in a few hundred is large.
    const size = (random() < 0.003 ? 12 : 0.9) / SIDE;
    const [dx, dy] = [size * (0.1 + random()), size * (0.1 + random())];
    lonLat.set([x - dx, y, x, y - dy, x + dx, y, x, y + dy, x - dx, y], 10 * i);
  }
  const each = (value: (i: number) => number): Float64Array => Float64Array.from({ length: count }, (_, i) => value(i));
  const running = (step: number): Uint32Array => Uint32Array.from({ length: count + 1 }, (_, i) => step * i);
  return {
    ...{ count, figures: [], lonLat, classId: new Uint8Array(count).fill(1) },
    ...{ id: each((i) => i), pixels: each(() => 9), areaM2: each((i) => 100 + i), perimeterM: each(() => 40) },
    ...{ polygonOffsets: running(1), ringOffsets: running(1), vertexOffsets: running(5) },
  };
}
