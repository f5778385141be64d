import type { Context } from '../context.js';
import { el } from '../dom.js';
import { createRegionCard } from '../panels/region-card.js';
import { createToolbar } from '../panels/toolbar.js';
import { createDebounce } from '../signal.js';
import { fitBox, paintGround } from './create-map.js';
import { addGraticule } from './graticule-layer.js';
import { followWithFeatures } from './loose-regions.js';
import { addMaskProtocol } from './mask-protocol.js';
import { addOutlines, LOWEST_DRAWING, OUTLINE_LAYERS } from './outlines.js';
import { findRegion, isFarAway } from './pick-region.js';
import { addRunLayers, REGIONS_LAYER, type RunLayers } from './run-layers.js';

/** Puts on the map what is chosen beside it, and over it its tools and the card of what was picked. */
export function showMap(context: Context, { frame, open }: { frame: HTMLElement; open(runId: string): void }): void {
  const { api, map, theme, run, runs, choice, look, moved } = context;
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

  run.subscribe((current) => {
    layers?.remove();
    layers = current && addRunLayers(map, current, { api, below: LOWEST_DRAWING });
    layers?.show(look.get());
    layers?.choose(choice.get());
    outlines.fillRuns(current === null);
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

  const sayFar = (): void => {
    const vector = run.get()?.tiles.vector;
    if (!vector) return;
    const { minAreaM2, minScore } = choice.get();
    const isFiltered = minAreaM2 > 0 || minScore > 0;
    say(isFiltered && isFarAway(vector, map.getZoom()) ? 'Zoom in to see the filter on the map.' : '');
  };
  choice.subscribe(sayFar);
  moved.subscribe(sayFar);
  showAllRuns(context);
  tellWhenBusy(context, frame);
  listenToPicks(context, { isDrawing: toolbar.isDrawing, open });
}

function showAllRuns({ map, runs }: Context): void {
  const boxes = runs.get().flatMap(({ bbox }) => (bbox ? [bbox] : []));
  if (boxes.length === 0) return;
  const [wests, souths, easts, norths] = [0, 1, 2, 3].map((side) => boxes.map((box) => box[side]));
  fitBox(map, [Math.min(...wests), Math.min(...souths), Math.max(...easts), Math.max(...norths)], true);
}

function tellWhenBusy({ map, moved }: Context, frame: HTMLElement): void {
  const tell = (isBusy: boolean) => (): void => frame.setAttribute('aria-busy', String(isBusy));
  tell(true)();
  map.on('dataloading', tell(true));
  map.on('idle', tell(false));
  const cameToRest = createDebounce(200, () => moved.update((count) => count + 1));
  map.on('moveend', cameToRest);
}

/** A click, or Enter at the cross in the middle, opens the map or picks the polygon that is there. */
function listenToPicks(
  context: Context,
  { isDrawing, open }: { isDrawing(): boolean; open(runId: string): void },
): void {
  const { map, run, region } = context;
  const canvas = map.getCanvas();
  const pick = (x: number, y: number): void => {
    if (isDrawing()) return;
    if (!run.get()) {
      const [box] = map.queryRenderedFeatures([x, y], { layers: OUTLINE_LAYERS });
      if (box) open(String(box.properties.id));
      return;
    }
    const show = (id: string | null): void => region.set(id);
    void findRegion(context, [x, y]).then(show, () => show(null));
  };
  map.on('click', ({ point }) => pick(point.x, point.y));
  map.on('mousemove', ({ point }) => {
    const layers = run.get() ? [REGIONS_LAYER] : OUTLINE_LAYERS;
    const isFar = isFarAway(run.get()?.tiles.vector ?? null, map.getZoom());
    const isOver = isFar || map.queryRenderedFeatures(point, { layers }).length > 0;
    canvas.classList.toggle('over', isOver && !isDrawing());
  });
  canvas.addEventListener('keydown', ({ key }) => {
    const { clientWidth, clientHeight } = map.getContainer();
    if (key === 'Enter') pick(clientWidth / 2, clientHeight / 2);
    if (key === 'Escape') region.set(null);
  });
}
