import type { Context } from '../context.js';
import { breakable, el, icon, replaceChildren } from '../dom.js';
import { formatDay } from '../format.js';
import { createClassTable } from './class-table.js';
import { createFiles } from './files.js';
import { createFilters } from './filters.js';
import { createLargest } from './largest.js';
import { createLayersPanel } from './layers.js';
import { createSeriesPanel } from './series.js';

/** All about one run. */
export function createRunPanel(context: Context, open: (runId: string) => void): HTMLElement {
  const title = el('h2', { class: 'title', tabindex: -1 });
  const about = el('p', { class: 'soft' });
  const back = el('a', { href: '#/', class: 'back' }, icon('back'), 'All maps');
  context.run.subscribe((run) => {
    if (!run) return;
    replaceChildren(title, ...breakable(run.scene));
    about.textContent = run.datetime ? `${run.recipeTitle} · ${formatDay(run.datetime)}` : run.recipeTitle;
  });
  return el(
    'div',
    { class: 'detail' },
    el('div', { class: 'heading' }, back, title, about),
    createClassTable(context),
    createFilters(context),
    createLayersPanel(context),
    createSeriesPanel(context, open),
    createLargest(context),
    createFiles(context),
  );
}
