import { explain } from '../api.js';
import { type Context, collectionPath, currentPlace } from '../context.js';
import { el, setVariable } from '../dom.js';
import { formatDay, formatHectares, formatMonth, formatShare } from '../format.js';
import type { Group, LegendClass } from '../legend.js';
import { toParameters } from '../question.js';
import type { RunEntry } from '../runs.js';
import { findDates, MOST_DATES, monthsOf, type SeriesPoint, toSeries } from '../series.js';
import { boxOf } from '../shape.js';
import { createLatest } from '../signal.js';
import { message, section } from './section.js';

/** Areas of the place on every date that its recipe has; a column a date, and the same as a table. */
export function createSeriesPanel(context: Context, open: (runId: string) => void): HTMLElement {
  const { api, run, runs, choice, scope, shape, moved } = context;
  const chart = el('ol', { class: 'dates' });
  const table = el('table', { class: 'plain' });
  const figures = el(
    'details',
    {},
    el('summary', {}, 'In figures'),
    el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Areas by date' }, table),
  );
  const problem = el('div');
  const panel = section('Over time', chart, figures, problem);
  panel.hidden = true;
  const latest = createLatest();
  let isInSight = false;
  let isStale = false;
  new IntersectionObserver(([{ isIntersecting }]) => {
    isInSight = isIntersecting;
    if (isInSight && isStale) load();
  }).observe(panel);

  const load = (): void => {
    const current = run.get();
    if (!current) return;
    const place = currentPlace(context);
    const dates = findDates(runs.get(), { recipe: current.recipe, bbox: place ? boxOf(place) : current.bbox });
    panel.hidden = dates.length < 2;
    isStale = true;
    // Many questions at once: only for those who look.
    if (panel.hidden || !isInSight) return;
    isStale = false;
    void latest(async (signal) => {
      const isByScene = dates.length <= MOST_DATES;
      const shown = current.legend.filter(({ id }) => !choice.get().hidden.has(id));
      // The whole map is the place of this scene: elsewhere other scenes of the recipe would count too.
      const where = place ?? (current.bbox && ({ kind: 'box', bbox: current.bbox } as const));
      const ask = async ({ label }: LegendClass): Promise<Group[]> => {
        const question = toParameters({ ...choice.get(), hidden: new Set() }, { place: where });
        const parameters = { by: isByScene ? 'scene' : 'month', label, ...question };
        const path = collectionPath({ id: current.recipe }, '/statistics');
        return (await api.get<{ groups: Group[] }>(path, { parameters, signal })).groups;
      };
      try {
        const groups = await Promise.all(shown.map(ask));
        const keys = isByScene ? dates.map(toKey) : monthsOf(groups);
        const points = toSeries(keys, groups);
        chart.replaceChildren(...points.map((point) => column(point, { shown, current: current.id, open })));
        table.replaceChildren(...tableRows(points, shown));
        problem.replaceChildren();
      } catch (error) {
        if (!signal.aborted) problem.replaceChildren(message('error', explain(error)));
      }
    });
  };
  for (const signal of [run, runs, choice, scope, shape]) (signal as Context['run']).subscribe(load);
  moved.subscribe(() => scope.get() === 'view' && load());
  return panel;
}

const toKey = ({ id, scene, datetime }: RunEntry) => ({ key: scene, runId: id, time: datetime! });

const nameOf = ({ runId, time }: SeriesPoint): string => (runId === null ? formatMonth(time) : formatDay(time));

function column(
  point: SeriesPoint,
  { shown, current, open }: { shown: readonly LegendClass[]; current: string; open(runId: string): void },
): HTMLElement {
  const stack = el('span', { class: 'stack', 'aria-hidden': 'true' });
  for (const [index, { colour }] of shown.entries()) {
    const part = el('span');
    setVariable(part, '--colour', colour);
    setVariable(part, '--share', point.areasM2[index] / point.totalM2);
    stack.prepend(part);
  }
  const words = shown
    .map(({ label }, index) => `${label} ${formatShare(point.areasM2[index] / point.totalM2)}`)
    .join(', ');
  // Read as one: the day as it is written below the column, the rest of it, what it is made of.
  const content = [
    stack,
    el('span', { class: 'when' }, shortName(point)),
    el('span', { class: 'unseen' }, `, ${nameOf(point)}: ${words}`),
  ];
  const title = `${nameOf(point)}: ${words}`;
  const { runId } = point;
  if (runId === null) return el('li', {}, el('span', { class: 'date', title }, ...content));
  const isCurrent = runId === current;
  const attributes = { type: 'button', class: 'date', title, 'aria-current': isCurrent ? 'date' : null };
  return el('li', {}, el('button', { ...attributes, onclick: () => open(runId) }, ...content));
}

function shortName({ runId, time }: SeriesPoint): string {
  if (runId === null) return formatMonth(time);
  return new Date(time).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
}

function tableRows(points: readonly SeriesPoint[], shown: readonly LegendClass[]): HTMLElement[] {
  const head = [
    el('th', { scope: 'col' }, 'Hectares'),
    ...points.map((point) => el('th', { scope: 'col', class: 'number' }, nameOf(point))),
  ];
  const rows = shown.map(({ label }, index) =>
    el(
      'tr',
      {},
      el('th', { scope: 'row' }, label),
      ...points.map(({ areasM2 }) => el('td', { class: 'number' }, formatHectares(areasM2[index]))),
    ),
  );
  return [el('thead', {}, el('tr', {}, ...head)), el('tbody', {}, ...rows)];
}
