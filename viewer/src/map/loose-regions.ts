import type { Feature } from 'geojson';
import { type Context, collectionPath } from '../context.js';
import { formatCount } from '../format.js';
import { EVERYTHING, placeOfBox, toParameters } from '../question.js';
import { viewBox } from '../shape.js';
import { createLatest } from '../signal.js';
import { boxOfMap } from './create-map.js';

/** More polygons than this would make a browser slow; they come as tiles where the server has them. */
const MOST = 4000;

/** Where a run has no tiles of its polygons, the largest in view are fetched as features. */
export function followWithFeatures(
  context: Context,
  show: (features: Feature[]) => void,
  note: (text: string) => void,
): void {
  const { api, run, moved, map } = context;
  const latest = createLatest();
  const load = (): void => {
    const current = run.get();
    note('');
    if (!current || current.tiles.vector) return;
    void latest(async (signal) => {
      const question = toParameters(EVERYTHING, { place: placeOfBox(viewBox(boxOfMap(map))) });
      const parameters = { ...question, limit: String(MOST), sortby: '-area_m2' };
      const answer = await api.get<{ features: Feature[]; numberMatched?: number }>(collectionPath(current, '/items'), {
        parameters,
        signal,
      });
      // MapLibre keeps whole numbers as ids only.
      show(answer.features.map((feature) => ({ ...feature, properties: { ...feature.properties, id: feature.id } })));
      const { numberMatched = 0, features } = answer;
      if (numberMatched > features.length) {
        note(`The largest ${formatCount(features.length)} of ${formatCount(numberMatched)} polygons. Zoom in for all.`);
      }
    }).catch(() => {});
  };
  run.subscribe(load);
  moved.subscribe(load);
}
