import type { Feature } from 'geojson';
import { explain } from '../api.js';
import { type Context, collectionPath } from '../context.js';
import { el, iconButton, setVariable } from '../dom.js';
import { formatArea, formatDay, formatValue, nameColumn } from '../format.js';
import type { LoadedRun } from '../load-run.js';
import { fitBox } from '../map/create-map.js';
import type { Bbox } from '../shape.js';
import { createLatest } from '../signal.js';
import { message } from './section.js';

/** Columns that the card shows by themselves, or that are the same for all of a run. */
const APART = new Set(['class', 'label', 'area_m2', 'scene', 'recipe', 'datetime', 'geometry', 'id']);

/** The attributes of the region that was picked; `mark` draws its outline. */
export function createRegionCard(context: Context, mark: (feature: Feature | null) => void): HTMLElement {
  const { api, run, region, map, announce } = context;
  const card = el('section', { class: 'card region-card', 'aria-label': 'Picked polygon', tabindex: -1, hidden: true });
  const latest = createLatest();
  const close = (): void => {
    region.set(null);
    map.getCanvas().focus();
  };
  card.addEventListener('keydown', ({ key }) => key === 'Escape' && close());

  region.subscribe((id) => {
    const current = run.get();
    mark(null);
    card.hidden = id === null || !current;
    if (id === null || !current) return void latest(async () => {});
    void latest(async (signal) => {
      try {
        const path = collectionPath(current, `/items/${encodeURIComponent(id)}`);
        const feature = await api.get<Feature>(path, { signal });
        mark(feature);
        card.replaceChildren(
          ...describe(feature, current, { close, show: () => fitBox(map, boxOfFeature(feature)), api }),
        );
        const { label, area_m2: area } = feature.properties as { label?: string; area_m2?: number };
        announce(`Picked: ${label ?? 'a polygon'}, ${formatArea(area ?? 0)}`);
      } catch (error) {
        if (signal.aborted) return;
        card.replaceChildren(iconButton('clear', { label: 'Close', onclick: close }), message('error', explain(error)));
      }
    });
  });
  return card;
}

function describe(
  { id, properties }: Feature,
  run: LoadedRun,
  { close, show, api }: { close(): void; show(): void; api: Context['api'] },
): HTMLElement[] {
  const { label, area_m2: area, ...rest } = (properties ?? {}) as Record<string, unknown>;
  const name = String(label ?? 'Polygon');
  const swatch = el('span', { class: 'swatch', 'aria-hidden': 'true' });
  setVariable(swatch, '--colour', run.legend.find((entry) => entry.label === name)?.colour ?? '#888888');
  const facts = Object.entries(rest).filter(([key]) => !APART.has(key));
  const json = api.addressOf(collectionPath(run, `/items/${encodeURIComponent(String(id))}?f=json`));
  return [
    el('header', {}, el('h2', {}, swatch, name), iconButton('clear', { label: 'Close', onclick: close })),
    el('p', { class: 'big' }, formatArea(Number(area ?? 0))),
    el(
      'dl',
      {},
      ...facts.flatMap(([key, value]) => [
        el('dt', { title: run.columns[key]?.description ?? null }, nameColumn(key)),
        el('dd', {}, `${formatValue(value)}${unitOf(key)}`),
      ]),
      el('dt', {}, 'Number'),
      el('dd', {}, String(id)),
      ...(run.datetime ? [el('dt', {}, 'Date'), el('dd', {}, formatDay(run.datetime))] : []),
    ),
    el(
      'p',
      { class: 'actions' },
      el('button', { type: 'button', class: 'quiet', onclick: show }, 'Zoom to it'),
      el('a', { href: json, class: 'link' }, 'As GeoJSON'),
    ),
  ];
}

const unitOf = (column: string): string => (column.endsWith('_m2') ? ' m²' : column.endsWith('_m') ? ' m' : '');

function boxOfFeature({ geometry }: Feature): Bbox {
  const box: [number, number, number, number] = [180, 90, -180, -90];
  const visit = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    if (typeof part[0] !== 'number') {
      for (const inner of part) visit(inner);
      return;
    }
    const [lon, lat] = part as [number, number];
    box[0] = Math.min(box[0], lon);
    box[1] = Math.min(box[1], lat);
    box[2] = Math.max(box[2], lon);
    box[3] = Math.max(box[3], lat);
  };
  if (geometry && 'coordinates' in geometry) visit(geometry.coordinates);
  return box;
}
