import { geojsonToWkb } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { encodeWkb, featureBboxes } from '../../../src/vectorize/formats/wkb.js';
import { batchOf, bytesOf, type PlainFeature, randomFeatures } from './batches.js';

/** What another writer of WKB makes of the same polygons. */
const judge = ({ polygons }: PlainFeature): Uint8Array =>
  geojsonToWkb(
    polygons.length === 1
      ? { type: 'Polygon', coordinates: polygons[0]! }
      : { type: 'MultiPolygon', coordinates: polygons },
  );

describe('encodeWkb', () => {
  it('writes the bytes another writer writes', () => {
    for (const count of [0, 1, 2, 257]) {
      const features = randomFeatures(count, { seed: count });
      const encoded = encodeWkb(batchOf(features));
      expect(encoded.offsets[count]).toBe(encoded.bytes.length);
      features.forEach((feature, i) => {
        expect(bytesOf(encoded, i)).toEqual(judge(feature));
      });
    }
  });

  it('gives the box of every feature', () => {
    const features = randomFeatures(100, { seed: 5 });
    const bboxes = featureBboxes(batchOf(features));
    features.forEach(({ polygons }, i) => {
      const positions = polygons.flat(2);
      const [xs, ys] = [positions.map(([x]) => x), positions.map(([, y]) => y)];
      const box = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
      expect([...bboxes.subarray(4 * i, 4 * i + 4)]).toEqual(box);
    });
  });
});
