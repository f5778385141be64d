import type { Group } from './legend.js';
import type { RunEntry } from './runs.js';
import { type Bbox, doBoxesMeet } from './shape.js';

/** More dates than a chart shows side by side; then they are added up by month. */
export const MOST_DATES = 24;

/** Areas of one date or month, in the order of the legend. */
export interface SeriesPoint {
  /** A scene's name, or a month as 2026-06. */
  key: string;
  /** The run of this date; null for a month. */
  runId: string | null;
  time: string;
  areasM2: readonly number[];
  totalM2: number;
}

/** Runs of the same recipe that have a date and lie over the same place, oldest first. */
export function findDates(runs: readonly RunEntry[], { recipe, bbox }: Pick<RunEntry, 'recipe' | 'bbox'>): RunEntry[] {
  return runs
    .filter((run) => run.recipe === recipe && run.datetime !== null)
    .filter((run) => !bbox || !run.bbox || doBoxesMeet(run.bbox as Bbox, bbox))
    .sort((a, b) => Date.parse(a.datetime!) - Date.parse(b.datetime!));
}

/** `groupsOfClass[i]`: the totals of class i of the legend by scene or month. Points without any area are left out. */
export function toSeries(
  keys: readonly { key: string; runId: string | null; time: string }[],
  groupsOfClass: readonly (readonly Group[])[],
): SeriesPoint[] {
  const areas = groupsOfClass.map((groups) => new Map(groups.map(({ key, area_m2 }) => [key, area_m2])));
  return keys
    .map((point) => {
      const areasM2 = areas.map((ofClass) => ofClass.get(point.key) ?? 0);
      return { ...point, areasM2, totalM2: areasM2.reduce((sum, area) => sum + area, 0) };
    })
    .filter(({ totalM2 }) => totalM2 > 0);
}

/** Months that any of the groups has, in order. */
export function monthsOf(groupsOfClass: readonly (readonly Group[])[]): { key: string; runId: null; time: string }[] {
  const months = new Set(groupsOfClass.flatMap((groups) => groups.flatMap(({ key }) => key ?? [])));
  return [...months].sort().map((key) => ({ key, runId: null, time: key }));
}
