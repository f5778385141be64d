import type { Context } from '../context.js';
import { el } from '../dom.js';
import { formatShare } from '../format.js';
import type { Look } from '../map/run-layers.js';
import { section } from './section.js';

type Switch = 'source' | 'mask' | 'polygons';
type Cover = 'maskOpacity' | 'polygonOpacity';

/** Which layers the map shows, and how much they cover. */
export function createLayersPanel({ look, run }: Context): HTMLElement {
  const row = (name: Switch, label: string, cover: Cover | null) => {
    const change = (part: Partial<Look>): void => look.set({ ...look.get(), ...part });
    const box = el('input', { type: 'checkbox', onchange: () => change({ [name]: box.checked }) });
    const range = el('input', {
      type: 'range',
      min: 0,
      max: 1,
      step: 0.05,
      'aria-label': `How much ${label.toLowerCase()} cover what is below`,
      oninput: () => cover && change({ [cover]: range.valueAsNumber }),
    });
    const show = (): void => {
      box.checked = look.get()[name];
      if (!cover) return;
      range.value = String(look.get()[cover]);
      range.disabled = !look.get()[name];
      range.setAttribute('aria-valuetext', formatShare(look.get()[cover]));
    };
    look.subscribe(show);
    show();
    const element = el('div', { class: 'layer' }, el('label', {}, box, el('span', {}, label)), cover && range);
    return { element, box, kind: name };
  };
  const rows = [
    row('polygons', 'Polygons', 'polygonOpacity'),
    row('mask', 'Pixels of the mask', 'maskOpacity'),
    row('source', 'Source picture', null),
  ];
  const note = el('p', { class: 'note' });
  run.subscribe((current) => {
    if (!current) return;
    const missing = rows.filter(({ kind }) => kind !== 'polygons' && !current.tiles[kind]);
    for (const { element, kind } of rows) element.hidden = missing.some((other) => other.kind === kind);
    note.textContent = missing.some(({ kind }) => kind === 'source')
      ? 'The scene itself is not where the server can read it.'
      : '';
  });
  return section('Layers', ...rows.map(({ element }) => element), note);
}
