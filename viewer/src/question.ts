import { type Bbox, type Shape, toBboxText, toWkt } from './shape.js';

/** What a person wants to see of a run. */
export interface Choice {
  /** Class ids that are switched off. */
  hidden: ReadonlySet<number>;
  minAreaM2: number;
  /** From 0 to 1. */
  minScore: number;
}

export const EVERYTHING: Choice = { hidden: new Set(), minAreaM2: 0, minScore: 0 };

/** The place that totals are of: null for all of the map. */
export type Place = Shape | null;

/** Steps of the slider for the least area: nothing, then 1, 2 and 5 from 100 m² to 100 ha. */
export const AREA_STEPS_M2: readonly number[] = [
  0,
  ...[2, 3, 4, 5].flatMap((power) => [1, 2, 5].map((digit) => digit * 10 ** power)),
  1e6,
];

/**
 * The choice as CQL2 text; empty where everything is wanted. Totals by class leave out `hidden`, because a class that is
 * switched off still tells its area.
 */
export function toFilter(
  { hidden, minAreaM2, minScore }: Choice,
  { classIds = [], place = null }: { classIds?: readonly number[]; place?: Place } = {},
): string {
  const parts: string[] = [];
  const shown = classIds.filter((id) => !hidden.has(id));
  if (classIds.length > 0 && shown.length === 0) parts.push('class IS NULL');
  else if (shown.length < classIds.length) parts.push(`class IN (${shown.join(', ')})`);
  if (minAreaM2 > 0) parts.push(`area_m2 >= ${minAreaM2}`);
  if (minScore > 0) parts.push(`score_mean >= ${minScore}`);
  if (place?.kind === 'polygon') parts.push(`S_INTERSECTS(geometry, ${toWkt(place)})`);
  return parts.join(' AND ');
}

/** The parameters by which the API answers for a choice and a place. */
export function toParameters(
  choice: Choice,
  options: { classIds?: readonly number[]; place?: Place } = {},
): Record<string, string> {
  const filter = toFilter(choice, options);
  return {
    ...(options.place?.kind === 'box' ? { bbox: toBboxText(options.place.bbox) } : {}),
    ...(filter ? { filter } : {}),
  };
}

export const placeOfBox = (bbox: Bbox | null): Place => bbox && { kind: 'box', bbox };

/** The same choice for the polygons on the map: a MapLibre expression. */
export function toMapFilter({ hidden, minAreaM2, minScore }: Choice): MapExpression {
  const parts: MapExpression[] = [];
  if (hidden.size > 0) parts.push(['!', ['in', ['get', 'class'], ['literal', [...hidden]]]]);
  if (minAreaM2 > 0) parts.push(['>=', ['to-number', ['get', 'area_m2']], minAreaM2]);
  if (minScore > 0) parts.push(['>=', ['to-number', ['get', 'score_mean'], 0], minScore]);
  return ['all', ...parts];
}

export type MapExpression = [string, ...unknown[]];
