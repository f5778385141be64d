import { explain } from '../api.js';
import { type Context, collectionPath, currentPlace, type Scope } from '../context.js';
import { el, replaceChildren, setVariable } from '../dom.js';
import { formatArea, formatCount, formatHectares, formatShare } from '../format.js';
import { type Group, type LegendRow, toLegendTable } from '../legend.js';
import { toParameters } from '../question.js';
import { ringOf, sphericalAreaM2 } from '../shape.js';
import { createLatest } from '../signal.js';
import { message, section } from './section.js';

const WHOLE = 'Polygons count whole, also where they reach beyond the place.';

const SCOPES: readonly { value: Scope; name: string }[] = [
  { value: 'view', name: 'In view' },
  { value: 'drawn', name: 'Drawn area' },
  { value: 'all', name: 'Whole map' },
];

/** The legend and the area chart in one: a class a row, to switch off and on, with its area in the place looked at. */
export function createClassTable(context: Context): HTMLElement {
  const { api, run, choice, scope, shape, moved } = context;
  const latest = createLatest();
  const body = el('tbody');
  const foot = el('tfoot');
  const head = el(
    'thead',
    {},
    el('tr', {}, heading('Class'), heading('Area, ha', 'number'), heading('Share', 'number')),
  );
  const table = el(
    'table',
    { class: 'classes' },
    el('caption', { class: 'unseen' }, 'Area by class'),
    head,
    body,
    foot,
  );
  const problem = el('div');
  const scopes = scopeButtons(scope);
  const note = el('p', { class: 'note' });
  let groups: readonly Group[] = [];

  const draw = (): void => {
    const { rows, total } = toLegendTable(run.get()?.legend ?? [], groups, choice.get());
    replaceChildren(body, ...rows.map((row) => classRow(row, () => toggle(row.id))));
    foot.replaceChildren(
      el(
        'tr',
        {},
        el('th', { scope: 'row' }, 'Together ', el('span', { class: 'soft' }, polygons(total.count))),
        el('td', { class: 'number' }, formatHectares(total.areaM2)),
        el('td', {}),
      ),
    );
  };
  const explainPlace = (): void => {
    const drawn = scope.get() === 'drawn' ? shape.get() : null;
    const size = drawn ? `The drawing has ${formatArea(sphericalAreaM2(ringOf(drawn)))}. ` : '';
    note.textContent = scope.get() === 'all' ? '' : `${size}${WHOLE}`;
  };
  const toggle = (id: number): void => {
    const hidden = new Set(choice.get().hidden);
    if (!hidden.delete(id)) hidden.add(id);
    choice.set({ ...choice.get(), hidden });
  };

  const load = (): void => {
    explainPlace();
    const current = run.get();
    if (!current) return;
    table.setAttribute('aria-busy', 'true');
    void latest(async (signal) => {
      const place = currentPlace(context);
      const parameters = { by: 'label', ...toParameters({ ...choice.get(), hidden: new Set() }, { place }) };
      try {
        ({ groups } = await api.get<{ groups: Group[] }>(collectionPath(current, '/statistics'), {
          parameters,
          signal,
        }));
        problem.replaceChildren();
        draw();
        table.setAttribute('aria-busy', 'false');
      } catch (error) {
        if (!signal.aborted) problem.replaceChildren(message('error', explain(error)));
        throw error;
      }
    }).catch(() => {});
  };

  let asked = '';
  choice.subscribe(({ minAreaM2, minScore }) => {
    draw();
    const next = `${minAreaM2} ${minScore}`;
    if (next !== asked) load();
    asked = next;
  });
  run.subscribe((current) => {
    groups = current?.totals ?? [];
    draw();
    load();
  });
  moved.subscribe(() => scope.get() === 'view' && load());
  scope.subscribe(load);
  shape.subscribe((drawn) => {
    scopes.allow('drawn', drawn !== null);
    if (drawn === null && scope.get() === 'drawn') scope.set('view');
    else if (scope.get() === 'drawn') load();
  });
  scopes.allow('drawn', false);
  return section('Area by class', scopes.element, table, problem, note);
}

const polygons = (count: number): string => `${formatCount(count)} ${count === 1 ? 'polygon' : 'polygons'}`;

const heading = (text: string, kind: string | null = null): HTMLElement =>
  el('th', { scope: 'col', class: kind }, text);

function classRow(
  { id, label, colour, isHidden, areaM2, count, share, bar }: LegendRow,
  toggle: () => void,
): HTMLElement {
  const swatch = el('span', { class: 'swatch', 'aria-hidden': 'true' });
  const length = el('span', { class: 'bar', 'aria-hidden': 'true' });
  const box = el('input', { type: 'checkbox', checked: !isHidden, 'data-key': `class-${id}`, onchange: toggle });
  const row = el(
    'tr',
    { class: isHidden ? 'hidden-class' : null, title: polygons(count) },
    el('th', { scope: 'row' }, el('label', {}, box, swatch, el('span', { class: 'name' }, label)), length),
    el('td', { class: 'number' }, formatHectares(areaM2)),
    el('td', { class: 'number soft' }, isHidden ? 'off' : formatShare(share)),
  );
  setVariable(row, '--colour', colour);
  setVariable(row, '--bar', bar);
  return row;
}

function scopeButtons(scope: Context['scope']): {
  element: HTMLElement;
  allow(value: Scope, isAllowed: boolean): void;
} {
  const inputs = SCOPES.map(({ value }) =>
    el('input', { type: 'radio', name: 'scope', value, onchange: () => scope.set(value) }),
  );
  const show = (value: Scope): void => {
    for (const input of inputs) input.checked = input.value === value;
  };
  scope.subscribe(show);
  show(scope.get());
  const labels = SCOPES.map(({ name }, index) => el('label', {}, inputs[index], el('span', {}, name)));
  return {
    element: el('fieldset', { class: 'segments' }, el('legend', { class: 'unseen' }, 'Areas of'), ...labels),
    allow: (value, isAllowed) => {
      inputs.find((input) => input.value === value)!.disabled = !isAllowed;
    },
  };
}
