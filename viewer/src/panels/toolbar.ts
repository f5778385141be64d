import type { Context } from '../context.js';
import { el, iconButton } from '../dom.js';
import { formatArea } from '../format.js';
import { fitBox } from '../map/create-map.js';
import { createDrawTool, type Drawing } from '../map/draw.js';
import type { Outlines } from '../map/outlines.js';
import { createSwipe } from '../map/swipe.js';
import { ringOf, sphericalAreaM2 } from '../shape.js';

const HELP = { box: 'Drag a box.', polygon: 'Click corner by corner.' } as const;
const HELP_KEYS = ' With the keyboard: arrows move the map, Enter sets a corner at the cross.';

/** The buttons over the map, and the bar that helps while something is drawn. */
export function createToolbar(
  context: Context,
  frame: HTMLElement,
  outlines: Outlines,
): { element: HTMLElement; isDrawing(): boolean } {
  const { map, run, shape, scope, look, theme, announce } = context;
  const swipe = createSwipe(map, frame, context.api);
  const tool = createDrawTool(map, {
    change: (drawing) => show(drawing),
    done(drawn) {
      shape.set(drawn);
      scope.set('drawn');
      announce(`Drawn: ${formatArea(sphericalAreaM2(ringOf(drawn)))}. The areas are now those of what was drawn.`);
      map.getCanvas().focus();
    },
  });
  const begin = (kind: 'box' | 'polygon') => (): void => {
    const isOff = tool.current()?.kind === kind;
    tool.cancel();
    if (isOff) return;
    tool.start(kind);
    announce(HELP[kind] + HELP_KEYS);
    map.getCanvas().focus();
  };
  const box = iconButton('box', { label: 'Draw a box', 'aria-pressed': 'false', onclick: begin('box') });
  const polygon = iconButton('polygon', {
    label: 'Draw a polygon',
    'aria-pressed': 'false',
    onclick: begin('polygon'),
  });
  const clear = iconButton('clear', { label: 'Remove the drawing', hidden: true, onclick: () => shape.set(null) });
  const compare = iconButton('compare', {
    label: 'Compare picture and map',
    'aria-pressed': 'false',
    onclick: () => (swipe.isOpen() ? closeSwipe() : openSwipe()),
  });
  const fit = iconButton('fit', { label: 'Show all of the map', onclick: () => showAll() });

  const showAll = (): void => {
    const box = run.get()?.bbox;
    if (box) fitBox(map, box);
  };
  const openSwipe = (): void => {
    const tileset = run.get()?.tiles.source;
    if (!tileset) return;
    const { mask, polygons } = look.get();
    if (!mask && !polygons) look.set({ ...look.get(), mask: true });
    swipe.open(tileset, theme.get());
    compare.setAttribute('aria-pressed', 'true');
  };
  const closeSwipe = (): void => {
    swipe.close();
    compare.setAttribute('aria-pressed', 'false');
  };

  const help = el('p', { id: 'drawing-help' });
  const finish = iconButton('check', { label: 'Finish', onclick: () => tool.finish() });
  const undo = iconButton('undo', { label: 'Take back a corner', onclick: () => tool.undo() });
  const stop = iconButton('clear', { label: 'Stop drawing', onclick: () => tool.cancel() });
  const bar = el('div', { class: 'drawing-bar', hidden: true }, help, undo, finish, stop);
  const cross = el('span', { class: 'cross', 'aria-hidden': 'true' });
  frame.append(bar, cross);

  function show(drawing: Drawing | null): void {
    box.setAttribute('aria-pressed', String(drawing?.kind === 'box'));
    polygon.setAttribute('aria-pressed', String(drawing?.kind === 'polygon'));
    bar.hidden = drawing === null;
    if (!drawing) return void outlines.showShape(shape.get());
    const { kind, corners, problem } = drawing;
    if (corners.length === 0) help.replaceChildren(HELP[kind], el('span', { class: 'for-keys' }, HELP_KEYS));
    else help.textContent = problem ?? 'Double-click or Finish to end.';
    finish.disabled = problem !== null;
    undo.disabled = corners.length === 0;
    undo.hidden = finish.hidden = kind === 'box';
    outlines.showShape(drawing.shape, corners);
  }

  shape.subscribe((drawn) => {
    outlines.showShape(drawn);
    clear.hidden = drawn === null;
  });
  run.subscribe((current) => {
    closeSwipe();
    tool.cancel();
    for (const button of [box, polygon]) button.hidden = current === null;
    fit.hidden = !current?.bbox;
    compare.hidden = !current?.tiles.source;
  });
  theme.subscribe((next) => {
    const tileset = run.get()?.tiles.source;
    if (swipe.isOpen() && tileset) swipe.open(tileset, next);
  });
  for (const button of [box, polygon, compare, fit]) button.hidden = true;
  const zoom = (levels: number) => (): void => void map.zoomTo(map.getZoom() + levels, { duration: 200 });
  const element = el(
    'div',
    { class: 'toolbar', role: 'group', 'aria-label': 'Map tools' },
    iconButton('plus', { label: 'Zoom in', onclick: zoom(1) }),
    iconButton('minus', { label: 'Zoom out', onclick: zoom(-1) }),
    fit,
    compare,
    box,
    polygon,
    clear,
  );
  return { element, isDrawing: () => tool.current() !== null };
}
