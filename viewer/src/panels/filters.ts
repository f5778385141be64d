import { type Context, collectionPath, currentPlace } from '../context.js';
import { el } from '../dom.js';
import { formatArea } from '../format.js';
import { AREA_STEPS_M2, EVERYTHING, toFilter, toParameters } from '../question.js';
import { section, slider } from './section.js';

/** Least area and least score, and the question that they make, to be asked elsewhere too. */
export function createFilters(context: Context): HTMLElement {
  const { api, run, choice, scope, shape, moved } = context;
  const area = slider({
    name: 'At least so large',
    max: AREA_STEPS_M2.length - 1,
    value: 0,
    describe: (step) => (step === 0 ? 'any size' : formatArea(AREA_STEPS_M2[step])),
    oninput: (step) => choice.set({ ...choice.get(), minAreaM2: AREA_STEPS_M2[step] }),
  });
  const score = slider({
    name: 'At least so sure',
    max: 0.95,
    step: 0.05,
    value: 0,
    describe: (value) => (value === 0 ? 'any score' : value.toFixed(2)),
    oninput: (minScore) => choice.set({ ...choice.get(), minScore }),
  });
  const reset = el(
    'button',
    { type: 'button', class: 'quiet', onclick: () => choice.set(EVERYTHING) },
    'Show everything',
  );
  const text = el('code', { tabindex: 0, role: 'region', 'aria-label': 'Filter in CQL2' });
  const link = el('a', { class: 'link' }, 'Polygons as GeoJSON');
  const question = el(
    'details',
    {},
    el('summary', {}, 'As a question to the API'),
    text,
    el('p', { class: 'note' }, link),
  );

  const show = (): void => {
    const current = run.get();
    if (!current) return;
    const { minAreaM2, minScore, hidden } = choice.get();
    area.set(Math.max(0, AREA_STEPS_M2.indexOf(minAreaM2)));
    score.set(minScore);
    score.element.hidden = !('score_mean' in current.columns);
    reset.hidden = minAreaM2 === 0 && minScore === 0 && hidden.size === 0;
    const options = { classIds: current.legend.map(({ id }) => id), place: currentPlace(context) };
    text.textContent = toFilter(choice.get(), options) || 'no filter';
    const parameters = new URLSearchParams({ ...toParameters(choice.get(), options), f: 'json' });
    link.href = api.addressOf(`${collectionPath(current, '/items')}?${parameters}`);
  };
  for (const signal of [run, choice, scope, shape, moved]) (signal as Context['run']).subscribe(show);
  return section('Filter', area.element, score.element, reset, question);
}
