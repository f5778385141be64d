import './style/base.css';
import './style/map.css';
import './style/panel.css';
import { createApi, explain } from './api.js';
import type { Context } from './context.js';
import { el, icon, iconButton } from './dom.js';
import { followJobs } from './follow-jobs.js';
import type { LoadedRun } from './load-run.js';
import { createMainMap, whenReady } from './map/create-map.js';
import { FIRST_LOOK } from './map/run-layers.js';
import { showMap } from './map/show-map.js';
import { askForKey } from './panels/key-dialog.js';
import { createRunList } from './panels/run-list.js';
import { createRunPanel } from './panels/run-panel.js';
import { message } from './panels/section.js';
import { createUpload } from './panels/upload.js';
import { EVERYTHING } from './question.js';
import { createRouter } from './router.js';
import { type CollectionJson, type Job, type RunEntry, toRuns } from './runs.js';
import type { Shape } from './shape.js';
import { createSignal } from './signal.js';
import { createTheme } from './theme.js';

const find = <Element extends HTMLElement>(id: string): Element => document.getElementById(id) as Element;
const [frame, panel, status, links] = ['frame', 'panel', 'status', 'links'].map((id) => find(id));

// The API lies one folder above this page.
const api = createApi(new URL('..', document.baseURI).href, askForKey);
const theme = createTheme();
const context: Context = {
  api,
  map: startMap(),
  theme,
  runs: createSignal<readonly RunEntry[]>([]),
  run: createSignal<LoadedRun | null>(null),
  choice: createSignal(EVERYTHING),
  look: createSignal(FIRST_LOOK),
  scope: createSignal('view'),
  shape: createSignal<Shape | null>(null),
  region: createSignal<string | null>(null),
  moved: createSignal(0),
  announce: (text) => {
    status.textContent = text;
  },
};

function startMap(): Context['map'] {
  try {
    return createMainMap(find('map'), api);
  } catch (error) {
    frame.replaceChildren(message('error', 'This browser cannot draw maps: it lacks WebGL 2.'));
    throw error;
  }
}

async function start(): Promise<void> {
  addLinks();
  const jobs = createSignal<readonly Job[]>([]);
  const open = (runId: string): void => router.open(runId);
  const home = el('div', { class: 'home' }, createRunList(context, jobs));
  const detail = createRunPanel(context, open);
  const show = (run: LoadedRun | null): void => {
    home.hidden = run !== null;
    detail.hidden = run === null;
  };
  context.run.subscribe(show);
  show(null);
  panel.append(home, detail);
  const [siteTitle] = await Promise.all([showRuns(home), whenReady(context.map)]);
  showMap(context, { frame, open });
  const router = createRouter(context, { panel, siteTitle });
  await router.follow();
  addEventListener('hashchange', () => void router.follow());
  const watch = await followJobs(context, jobs);
  if (!watch?.canUpload) return;
  const upload = await createUpload(api, { announce: context.announce, refresh: watch.refresh });
  if (upload) home.append(upload);
}

function addLinks(): void {
  const sign = () => icon(theme.get() === 'dark' ? 'sun' : 'moon');
  const toggle = iconButton('moon', { label: 'Light or dark', onclick: theme.toggle });
  const show = (): void => toggle.replaceChildren(sign());
  theme.subscribe(show);
  show();
  links.append(el('a', { href: `${api.base}?f=html` }, 'API'), toggle);
  // By itself the link would change what stands after the `#`, which names the map.
  document.querySelector('.skip')?.addEventListener('click', (event) => {
    event.preventDefault();
    panel.focus();
  });
}

/** Fills the list of runs; gives what the server is called. */
async function showRuns(home: HTMLElement): Promise<string> {
  const heading = find('title');
  try {
    const { collections } = await api.get<{ collections: CollectionJson[] }>('collections');
    const landing = await api.find<{ title?: string }>('');
    heading.textContent = landing?.title ?? heading.textContent;
    context.runs.set(toRuns(collections));
  } catch (error) {
    const again = el('button', { type: 'button', class: 'strong', onclick: () => location.reload() }, 'Try again');
    home.replaceChildren(message('error', explain(error), again));
  }
  return heading.textContent ?? '';
}

await start();
