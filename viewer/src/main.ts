import './style/base.css';
import './style/map.css';
import './style/panel.css';
import { createApi, explain } from './api.js';
import type { Context } from './context.js';
import { el, iconButton } from './dom.js';
import { watchJobs } from './jobs.js';
import { type LoadedRun, loadRun } from './load-run.js';
import { createMainMap, fitBox, paintGround, whenReady } from './map/create-map.js';
import { addGraticule } from './map/graticule-layer.js';
import { followWithFeatures } from './map/loose-regions.js';
import { addMaskProtocol } from './map/mask-protocol.js';
import { addOutlines, LOWEST_DRAWING, OUTLINE_LAYERS } from './map/outlines.js';
import { findRegion, isFarAway } from './map/pick-region.js';
import { addRunLayers, FIRST_LOOK, REGIONS_LAYER, type RunLayers } from './map/run-layers.js';
import { askForKey } from './panels/key-dialog.js';
import { createRegionCard } from './panels/region-card.js';
import { createRunList } from './panels/run-list.js';
import { createRunPanel } from './panels/run-panel.js';
import { message } from './panels/section.js';
import { createToolbar } from './panels/toolbar.js';
import { createUpload } from './panels/upload.js';
import { EVERYTHING } from './question.js';
import { type CollectionJson, type Job, type RunEntry, toRuns } from './runs.js';
import type { Shape } from './shape.js';
import { createDebounce, createLatest, createSignal } from './signal.js';
import { createTheme } from './theme.js';

const find = <Element extends HTMLElement>(id: string): Element => document.getElementById(id) as Element;
const [frame, panel, status, links] = ['frame', 'panel', 'status', 'links'].map((id) => find(id));
/** Why a map could not be opened. */
const problem = el('div');

const api = createApi(new URL('..', document.baseURI).href, askForKey);
const theme = createTheme();
const map = startMap();
const context: Context = {
  api,
  map,
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
const { run, runs, choice, look, shape, region, scope, moved } = context;
/** What the server is called. */
let siteTitle = 'Landquilt';
const jobs = createSignal<readonly Job[]>([]);

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
  const home = el('div', { class: 'home' }, createRunList(context, jobs));
  const detail = createRunPanel(context, (id) => open(id));
  panel.append(problem, home, detail);
  detail.hidden = true;
  await Promise.all([whenReady(map), showCollections(home)]);
  addMap(home, detail);
  await follow();
  addEventListener('hashchange', () => void follow());
  const watch = await watchJobs(api, takeJobs).catch(() => null);
  if (!watch?.canUpload) return;
  const upload = await createUpload(api, { announce: context.announce, refresh: watch.refresh });
  if (upload) home.append(upload);
}

/** What a map needs that lives as long as the page. */
function addMap(home: HTMLElement, detail: HTMLElement): void {
  addMaskProtocol(api);
  const graticule = addGraticule(map, theme.get());
  const outlines = addOutlines(map, theme.get());
  let layers: RunLayers | null = null;
  const toolbar = createToolbar(context, frame, outlines);
  const note = el('p', { class: 'map-note', role: 'status' });
  const card = createRegionCard(context, (feature) => layers?.mark(feature));
  frame.append(toolbar.element, note, card);
  const say = (text: string): void => {
    note.textContent = text;
  };
  followWithFeatures(context, (features) => layers?.setRegions(features), say);
  const sayFar = (): void => {
    const vector = run.get()?.tiles.vector;
    if (!vector) return;
    const { minAreaM2, minScore } = choice.get();
    const isFiltered = minAreaM2 > 0 || minScore > 0;
    say(isFiltered && isFarAway(vector, map.getZoom()) ? 'Zoom in to see the filter on the map.' : '');
  };
  for (const signal of [choice, moved]) (signal as Context['moved']).subscribe(sayFar);

  run.subscribe((current) => {
    layers?.remove();
    layers = current && addRunLayers(map, current, { api, below: LOWEST_DRAWING });
    layers?.show(look.get());
    outlines.fillRuns(current === null);
    home.hidden = current !== null;
    detail.hidden = current === null;
    panel.scrollTop = 0;
  });
  choice.subscribe((next) => layers?.choose(next));
  look.subscribe((next) => layers?.show(next));
  runs.subscribe((all) => outlines.showRuns(all));
  outlines.showRuns(runs.get());
  outlines.fillRuns(true);
  const paint = (): void => {
    paintGround(map, theme.get());
    for (const part of [graticule, outlines]) part.paint(theme.get());
  };
  theme.subscribe(paint);
  paint();
  const boxes = runs.get().flatMap(({ bbox }) => (bbox ? [bbox] : []));
  if (boxes.length > 0) {
    const [wests, souths, easts, norths] = [0, 1, 2, 3].map((side) => boxes.map((box) => box[side]));
    fitBox(map, [Math.min(...wests), Math.min(...souths), Math.max(...easts), Math.max(...norths)], true);
  }

  frame.setAttribute('aria-busy', 'true');
  map.on('dataloading', () => frame.setAttribute('aria-busy', 'true'));
  map.on('idle', () => frame.setAttribute('aria-busy', 'false'));
  map.on(
    'moveend',
    createDebounce(200, () => moved.update((count) => count + 1)),
  );
  const pick = (x: number, y: number): void => {
    if (toolbar.isDrawing()) return;
    if (!run.get()) {
      const [box] = map.queryRenderedFeatures([x, y], { layers: OUTLINE_LAYERS });
      if (box) open(String(box.properties.id));
      return;
    }
    void findRegion(context, [x, y]).then(
      (id) => region.set(id),
      () => region.set(null),
    );
  };
  map.on('click', ({ point }) => pick(point.x, point.y));
  map.on('mousemove', ({ point }) => {
    const layers = run.get() ? [REGIONS_LAYER] : OUTLINE_LAYERS;
    const isFar = isFarAway(run.get()?.tiles.vector ?? null, map.getZoom());
    const isOver = isFar || map.queryRenderedFeatures(point, { layers }).length > 0;
    map.getCanvas().classList.toggle('over', isOver && !toolbar.isDrawing());
  });
  map.getCanvas().addEventListener('keydown', ({ key }) => {
    const { clientWidth, clientHeight } = map.getContainer();
    if (key === 'Enter') pick(clientWidth / 2, clientHeight / 2);
    if (key === 'Escape') region.set(null);
  });
}

function addLinks(): void {
  const toggle = iconButton(theme.get() === 'dark' ? 'sun' : 'moon', { label: 'Light or dark', onclick: theme.toggle });
  theme.subscribe((next) => {
    const other = iconButton(next === 'dark' ? 'sun' : 'moon', { label: 'Light or dark', onclick: () => {} });
    toggle.replaceChildren(...other.childNodes);
  });
  links.append(el('a', { href: `${api.base}?f=html` }, 'API'), toggle);
}

async function showCollections(home: HTMLElement): Promise<void> {
  try {
    const { collections } = await api.get<{ collections: CollectionJson[] }>('collections');
    const { title = siteTitle } = (await api.find<{ title?: string }>('')) ?? {};
    siteTitle = title;
    find('title').textContent = title;
    runs.set(toRuns(collections));
  } catch (error) {
    const again = el('button', { type: 'button', class: 'strong', onclick: () => location.reload() }, 'Try again');
    home.replaceChildren(message('error', explain(error), again));
  }
}

/** The run that the address names, after the `#`; so a map can be sent as a link, and the browser's way back works. */
async function follow(): Promise<void> {
  const id = decodeURIComponent(location.hash.slice(1));
  const entry = runs.get().find((known) => known.id === id);
  document.title = entry ? `${entry.scene}, ${entry.recipeTitle} · ${siteTitle}` : siteTitle;
  region.set(null);
  problem.replaceChildren();
  const before = run.get();
  if (!entry) {
    run.set(null);
    if (before) keepFocus(`[data-key="run-${CSS.escape(before.id)}"]`);
    return;
  }
  const isSamePlace = before !== null && before.recipe === entry.recipe && String(before.bbox) === String(entry.bbox);
  panel.setAttribute('aria-busy', 'true');
  await latestRun(async (signal) => {
    try {
      const loaded = await loadRun(api, entry);
      if (signal.aborted) return;
      if (!isSamePlace) {
        choice.set(EVERYTHING);
        shape.set(null);
        scope.set('view');
        if (entry.bbox) fitBox(map, entry.bbox, true);
      }
      run.set(loaded);
      keepFocus('.title');
      context.announce(`${entry.scene}, ${entry.recipeTitle}, is open`);
    } catch (error) {
      context.announce(explain(error));
      problem.replaceChildren(message('error', explain(error)));
    }
    panel.setAttribute('aria-busy', 'false');
  });
}

/** What had the focus is hidden now: whoever reads by the keyboard goes on where the page does. */
function keepFocus(selector: string): void {
  if (document.activeElement !== document.body) return;
  panel.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true });
}

const latestRun = createLatest();

function open(id: string): void {
  location.hash = encodeURIComponent(id);
}

let statesBefore: ReadonlyMap<string, Job['state']> | null = null;

/** A job that has just been published brings a new map. */
function takeJobs(next: readonly Job[]): void {
  const before = statesBefore;
  statesBefore = new Map(next.map(({ id, state }) => [id, state]));
  jobs.set(next);
  if (!before) return;
  const finished = next.filter(({ id, state }) => state === 'PUBLISHED' && before.get(id) !== 'PUBLISHED');
  for (const { scene, state, id, reason } of next) {
    if (state === 'FAILED' && before.get(id) !== 'FAILED') context.announce(`${scene} failed: ${reason}`);
  }
  if (finished.length === 0) return;
  context.announce(`${finished.map(({ scene }) => scene).join(', ')}: the map is there`);
  void api
    .get<{ collections: CollectionJson[] }>('collections')
    .then(({ collections }) => runs.set(toRuns(collections)))
    .catch(() => {});
}

await start();
