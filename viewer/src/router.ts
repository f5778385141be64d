import { explain } from './api.js';
import type { Context } from './context.js';
import { el } from './dom.js';
import { loadRun } from './load-run.js';
import { fitBox } from './map/create-map.js';
import { message } from './panels/section.js';
import { EVERYTHING } from './question.js';
import { createLatest } from './signal.js';

export interface Router {
  /** Opens the run that the address names after its `#`, or none. */
  follow(): Promise<void>;
  open(runId: string): void;
}

/** The address names the map, so that one can be sent as a link, and the browser's way back works. */
export function createRouter(
  context: Context,
  { panel, siteTitle }: { panel: HTMLElement; siteTitle: string },
): Router {
  const { api, map, run, runs, region, choice, shape, scope, announce } = context;
  const latest = createLatest();
  const problem = el('div');
  panel.prepend(problem);
  const complain = (text: string): void => {
    announce(text);
    problem.replaceChildren(message('error', text));
  };

  async function follow(): Promise<void> {
    const id = readName(location.hash);
    const before = run.get();
    const entry = runs.get().find((known) => known.id === id);
    document.title = entry ? `${entry.scene}, ${entry.recipeTitle} · ${siteTitle}` : siteTitle;
    region.set(null);
    problem.replaceChildren();
    panel.setAttribute('aria-busy', String(entry !== undefined));
    if (!entry) {
      // A run on its way comes too late now.
      void latest(async () => {});
      run.set(null);
      panel.scrollTop = 0;
      if (before) keepFocus(panel, `[data-key="run-${CSS.escape(before.id)}"]`);
      if (id !== '' && runs.get().length > 0) complain(`There is no map called ${id}.`);
      return;
    }
    const isSamePlace = before !== null && before.recipe === entry.recipe && String(before.bbox) === String(entry.bbox);
    await latest(async (signal) => {
      try {
        const loaded = await loadRun(api, entry);
        if (signal.aborted) return;
        if (!isSamePlace) {
          choice.set(EVERYTHING);
          shape.set(null);
          scope.set('view');
          if (entry.bbox) fitBox(map, entry.bbox, true);
          panel.scrollTop = 0;
        }
        run.set(loaded);
        keepFocus(panel, '.title');
        announce(`${entry.scene}, ${entry.recipeTitle}, is open`);
      } catch (error) {
        if (signal.aborted) return;
        complain(explain(error));
      }
      panel.setAttribute('aria-busy', 'false');
    });
  }

  return {
    follow,
    open: (runId) => {
      location.hash = encodeURIComponent(runId);
    },
  };
}

function readName(hash: string): string {
  const text = hash.slice(1);
  if (text === '/') return '';
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What had the focus is hidden now: whoever reads by the keyboard goes on where the page does. */
function keepFocus(panel: HTMLElement, selector: string): void {
  if (document.activeElement !== document.body) return;
  panel.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true });
}
