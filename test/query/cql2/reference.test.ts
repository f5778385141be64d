import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileFilter } from '../../../src/query/cql2/compile.js';
import type { FilterGeometry } from '../../../src/query/cql2/expression.js';
import { parseCql2Json } from '../../../src/query/cql2/parse-json.js';
import { parseCql2Text } from '../../../src/query/cql2/parse-text.js';
import type { Value } from '../../../src/query/cql2/values.js';
import { hasSharedData, sharedPath } from '../../support/shared-data.js';

interface Feature {
  geometry: FilterGeometry;
  properties: Record<string, string | number | boolean | null>;
}

const readJson = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

/** Data, predicates and examples that OGC publishes with the standard. */
describe.skipIf(!hasSharedData)("the standard's own examples", () => {
  const folder = hasSharedData ? sharedPath('reference/cql2') : '';
  const collections = new Map<string, Feature[]>();
  const load = (name: string): Feature[] => {
    const features = collections.get(name) ?? (readJson(join(folder, `${name}.geojson`)).features as Feature[]);
    collections.set(name, features);
    return features;
  };

  it('select as many features as OGC says, but for one that contradicts the others', () => {
    const predicates = readJson(join(folder, 'predicates.json')) as { coll: string; pred: string; n: number }[];
    expect(predicates.length).toBe(137);
    const wrong = predicates.flatMap(({ coll, pred, n }) => {
      const features = load(coll);
      const names = [...Object.keys(features[0].properties), 'geom'];
      const queryables = { has: (name: string) => names.includes(name), names: () => names };
      const holds = compileFilter(parseCql2Text(pred), queryables);
      const count = features.filter(({ geometry, properties }) =>
        holds({
          property: (name): Value => (name === 'geom' ? { kind: 'shape', geometry } : (properties[name] ?? null)),
        }),
      ).length;
      return count === n ? [] : [`${pred}: ${count}, not ${n}`];
    });
    // `chis%` is not the beginning of Chicago; that accenti('ș') is s, the other predicates of the same list say.
    expect(wrong).toEqual(["ACCENTI(CASEI(name)) LIKE accenti(casei('Chiș%')): 1, not 2"]);
  });

  it('mean the same in text as in JSON', () => {
    // Names of operators are written in any case, seconds with or without a fraction of zeros.
    const normalize = (expression: unknown): unknown =>
      JSON.parse(
        JSON.stringify(expression)
          .replaceAll(/"op":"([^"]+)"/g, (_, op: string) => `"op":"${op.toLowerCase()}"`)
          .replaceAll('.000000Z', 'Z'),
      );
    const names = readdirSync(join(folder, 'examples/json')).filter((file) => file.endsWith('.json'));
    let compared = 0;
    for (const name of names) {
      const text = join(folder, 'examples/text', name.replace('.json', '.txt'));
      if (!existsSync(text)) continue;
      const json = parseCql2Json(readJson(join(folder, 'examples/json', name)));
      expect([name, normalize(parseCql2Text(readFileSync(text, 'utf8')))]).toEqual([name, normalize(json)]);
      compared++;
    }
    expect(compared).toBe(109);
  });

  it('are read from text, and from JSON', () => {
    const texts = readdirSync(join(folder, 'examples/text'));
    expect(texts.length).toBeGreaterThan(100);
    for (const name of texts) parseCql2Text(readFileSync(join(folder, 'examples/text', name), 'utf8'));
    for (const name of readdirSync(join(folder, 'examples/json')).filter((file) => file.endsWith('.json'))) {
      parseCql2Json(readJson(join(folder, 'examples/json', name)));
    }
  });
});
