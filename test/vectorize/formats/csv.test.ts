import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FeatureSchema } from '../../../src/vectorize/feature.js';
import { csvHead, encodeCsv, toCsvLine } from '../../../src/vectorize/formats/csv.js';
import { encodeGeoJson } from '../../../src/vectorize/formats/geojson.js';
import { parseCsv } from '../../support/parse-csv.js';
import { batchOf, bytesOf, type PlainFeature, randomFeatures, schemaWith } from './batches.js';

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Rows by the names of the head. */
function csvRows(features: PlainFeature[], schema: FeatureSchema): Record<string, string>[] {
  const encoded = encodeCsv(batchOf(features, schema.layers.length), schema);
  const rows = features.map((_, i) => textOf(bytesOf(encoded, i)));
  const [head, ...cells] = parseCsv(textOf(csvHead(schema)) + rows.join(''));
  return cells.map((row) => {
    expect(row).toHaveLength(head!.length);
    return Object.fromEntries(head!.map((name, i) => [name, row[i]!]));
  });
}

/** The numbers of a GeoJSON feature as they are written. */
const numbersOf = (json: string): Record<string, string> =>
  Object.fromEntries([...json.matchAll(/"(\w+)":(-?\d[^,}\]]*)/g)].map(([, name, text]) => [name!, text!]));

describe('a table of areas', () => {
  it.each([false, true])('has the numbers of GeoJSON, digit by digit (with shape: %s)', (hasShape) => {
    const schema = schemaWith({ hasShape });
    const features = randomFeatures(500, { seed: 3 });
    const json = encodeGeoJson(batchOf(features), schema);
    csvRows(features, schema).forEach((row, i) => {
      const text = textOf(bytesOf(json, i));
      const numbers = numbersOf(text);
      expect(row).toMatchObject(numbers);
      const { properties } = JSON.parse(text) as { properties: Record<string, unknown> };
      expect(Object.keys(row).slice(1, -4)).toEqual(Object.keys(properties));
      for (const [name, value] of Object.entries(properties)) {
        if (typeof value !== 'number') expect(row[name]).toBe(value ?? '');
      }
    });
  });

  it('has the box of every feature', () => {
    const features = randomFeatures(100);
    csvRows(features, schemaWith()).forEach(({ west, south, east, north }, i) => {
      const outer = features[i]!.polygons.flatMap(([ring]) => ring!);
      const side = (axis: 0 | 1, pick: (...values: number[]) => number) => pick(...outer.map((point) => point[axis]));
      const box = [side(0, Math.min), side(1, Math.min), side(0, Math.max), side(1, Math.max)];
      expect([west, south, east, north].map(Number)).toEqual(box);
    });
  });

  it('holds any name', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 20 }), { minLength: 3, maxLength: 3 }), (names) => {
        const [label, scene, recipe] = names as [string, string, string];
        const schema = schemaWith({
          legend: [{ id: 1, name: label, color: '#000000' }],
          scene,
          recipe,
          datetime: null,
        });
        const rows = csvRows([{ ...randomFeatures(1)[0]!, classId: 1 }], schema);
        expect(rows).toMatchObject([{ label, scene, recipe, datetime: '' }]);
      }),
    );
    const awkward = ['a "quoted" name', 'one, two', 'two\nlines', 'back\rward', ' spaces '];
    expect(parseCsv(toCsvLine(awkward))).toEqual([awkward]);
  });

  it('holds the extremes', () => {
    const [plain] = randomFeatures(1);
    const features = [
      {
        ...plain!,
        classId: 255,
        id: 2 ** 53 - 1,
        pixels: 2 ** 50,
        areaM2: 5.1e14,
        perimeterM: 1e20,
        means: [-1000, 0],
      },
      { ...plain!, areaM2: 1e-6, perimeterM: 0, means: [Number.NaN, Number.NaN] },
    ];
    const [large, small] = csvRows(features, schemaWith());
    expect(large).toMatchObject({
      id: '9007199254740991',
      area_m2: '510000000000000',
      perimeter_m: '100000000000000000000',
    });
    expect(large).toMatchObject({ ndvi_mean: '-1000', ndwi_mean: '0' });
    expect(small).toMatchObject({ area_m2: '0.000001', perimeter_m: '0', ndvi_mean: '', ndwi_mean: '' });
  });
});
