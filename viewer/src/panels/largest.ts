import type { Feature } from 'geojson';
import { type Context, collectionPath, currentPlace } from '../context.js';
import { el, replaceChildren, setVariable } from '../dom.js';
import { formatArea } from '../format.js';
import { toParameters } from '../question.js';
import { createLatest } from '../signal.js';
import { message, section } from './section.js';

const MOST = 6;

/** The largest polygons of the place and the filter: what a click on the map shows, for those who do not click. */
export function createLargest(context: Context): HTMLElement {
  const { api, run, choice, scope, shape, moved, region } = context;
  const list = el('ol', { class: 'regions' });
  const latest = createLatest();

  const load = (): void => {
    const current = run.get();
    if (!current) return;
    void latest(async (signal) => {
      const options = { classIds: current.legend.map(({ id }) => id), place: currentPlace(context) };
      const parameters = {
        ...toParameters(choice.get(), options),
        sortby: '-area_m2',
        limit: String(MOST),
        skipGeometry: 'true',
        properties: 'label,area_m2',
      };
      const { features } = await api.get<{ features: Feature[] }>(collectionPath(current, '/items'), {
        parameters,
        signal,
      });
      const rows = features.map((feature) => entry(feature, current.legend, () => region.set(String(feature.id))));
      replaceChildren(
        list,
        ...(rows.length > 0 ? rows : [el('li', {}, message('empty', 'No polygons here pass the filter.'))]),
      );
    }).catch(() => list.replaceChildren());
  };
  for (const signal of [run, choice, scope, shape]) (signal as Context['run']).subscribe(load);
  moved.subscribe(() => scope.get() === 'view' && load());
  return section('Largest polygons here', list);
}

function entry(
  { id, properties }: Feature,
  legend: readonly { label: string; colour: string }[],
  pick: () => void,
): HTMLElement {
  const { label = 'Polygon', area_m2: area = 0 } = (properties ?? {}) as { label?: string; area_m2?: number };
  const swatch = el('span', { class: 'swatch', 'aria-hidden': 'true' });
  setVariable(swatch, '--colour', legend.find((row) => row.label === label)?.colour ?? '#888888');
  const button = el(
    'button',
    { type: 'button', onclick: pick, 'data-key': `region-${id}` },
    swatch,
    el('span', { class: 'name' }, label),
    el('span', { class: 'number' }, formatArea(area)),
  );
  return el('li', {}, button);
}
