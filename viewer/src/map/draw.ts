import type { MapLayerMouseEvent, MapMouseEvent, MapTouchEvent } from 'maplibre-gl';
import { boxBetween, doesRingCross, type Position, type Shape } from '../shape.js';
import type { MapLibreMap } from './create-map.js';

export type DrawingKind = Shape['kind'];

export interface Drawing {
  kind: DrawingKind;
  corners: readonly Position[];
  /** What the corners and the pointer make. */
  shape: Shape | null;
  /** Why it cannot end here; null where it can. */
  problem: string | null;
}

export interface DrawTool {
  start(kind: DrawingKind): void;
  /** Ends it with the corners there are, if they enclose something. */
  finish(): void;
  undo(): void;
  cancel(): void;
  current(): Drawing | null;
}

/** The least side of a box on the screen; less is a click. */
const LEAST_BOX_PX = 6;

/**
 * Draws a box (press and drag, or two corners) or a polygon (corner by corner, ended by a double click or the first
 * corner). With the keyboard the middle of the map is the pen: arrows move it, Enter sets a corner.
 */
export function createDrawTool(
  map: MapLibreMap,
  told: { change(drawing: Drawing | null): void; done(shape: Shape): void },
): DrawTool {
  let kind: DrawingKind | null = null;
  let corners: Position[] = [];
  let pointer: Position | null = null;
  let isDragging = false;

  const current = (): Drawing | null => {
    if (!kind) return null;
    const all = pointer ? [...corners, pointer] : corners;
    return { kind, corners, shape: shapeOf(kind, all), problem: problemOf(kind, corners) };
  };
  const tell = (): void => told.change(current());

  function start(next: DrawingKind): void {
    kind = next;
    corners = [];
    pointer = null;
    map.doubleClickZoom.disable();
    map.boxZoom.disable();
    if (next === 'box') map.dragPan.disable();
    map.getCanvas().classList.add('drawing');
    tell();
  }

  function stop(): void {
    kind = null;
    corners = [];
    pointer = null;
    isDragging = false;
    map.doubleClickZoom.enable();
    map.boxZoom.enable();
    map.dragPan.enable();
    map.getCanvas().classList.remove('drawing');
    tell();
  }

  function finish(): void {
    const drawing = current();
    if (!kind || !drawing || drawing.problem) return;
    const shape = shapeOf(kind, corners);
    stop();
    if (shape) told.done(shape);
  }

  function addCorner(place: Position): void {
    corners.push(place);
    if (kind === 'box' && corners.length === 2) finish();
    else tell();
  }

  const press = (event: MapMouseEvent | MapTouchEvent): void => {
    if (kind !== 'box' || corners.length > 0) return;
    if ('points' in event && event.points.length > 1) return;
    event.preventDefault();
    corners = [placeOf(event)];
    isDragging = true;
    tell();
  };
  const move = (event: MapMouseEvent | MapTouchEvent): void => {
    if (!kind || corners.length === 0) return;
    pointer = placeOf(event);
    tell();
  };
  const release = (event: MapMouseEvent | MapTouchEvent): void => {
    if (kind !== 'box' || !isDragging) return;
    isDragging = false;
    const [from, to] = [map.project([...corners[0]]), event.point];
    const isWide = Math.abs(from.x - to.x) >= LEAST_BOX_PX && Math.abs(from.y - to.y) >= LEAST_BOX_PX;
    if (isWide) addCorner(placeOf(event));
  };
  const click = (event: MapMouseEvent): void => {
    if (kind === 'polygon') {
      if (isFirstCorner(map, corners, event)) finish();
      // The second click of a double click is the end, not a corner.
      else if (event.originalEvent.detail < 2) addCorner(placeOf(event));
    } else if (kind === 'box' && corners.length === 1 && distancePx(map, corners[0], event) >= LEAST_BOX_PX) {
      addCorner(placeOf(event));
    }
  };

  map.on('mousedown', press);
  map.on('touchstart', press);
  map.on('mousemove', move);
  map.on('touchmove', move);
  map.on('mouseup', release);
  map.on('touchend', release);
  map.on('click', click);
  map.on('dblclick', (event) => {
    if (kind !== 'polygon') return;
    event.preventDefault();
    finish();
  });
  map.getCanvas().addEventListener('keydown', (event) => {
    if (!kind) return;
    if (event.key === 'Enter') addCorner(middleOf(map));
    else if (event.key === 'Backspace') undo();
    else if (event.key === 'Escape') stop();
    else return;
    event.preventDefault();
  });
  // The pen moves with the map when the keyboard moves it.
  map.on('move', () => {
    if (!kind || corners.length === 0 || isDragging || document.activeElement !== map.getCanvas()) return;
    if (!map.getCanvas().matches(':focus-visible')) return;
    pointer = middleOf(map);
    tell();
  });

  function undo(): void {
    corners = corners.slice(0, -1);
    pointer = null;
    tell();
  }

  return { start, finish, undo, cancel: stop, current };
}

function shapeOf(kind: DrawingKind, corners: readonly Position[]): Shape | null {
  if (kind === 'box') return corners.length < 2 ? null : { kind, bbox: boxBetween(corners[0], corners.at(-1)!) };
  return corners.length < 2 ? null : { kind, corners };
}

function problemOf(kind: DrawingKind, corners: readonly Position[]): string | null {
  if (kind === 'box') return corners.length < 2 ? 'A box needs two corners.' : null;
  if (corners.length < 3) return 'A polygon needs three corners.';
  return doesRingCross(corners) ? 'The sides cross.' : null;
}

const placeOf = ({ lngLat }: MapMouseEvent | MapTouchEvent | MapLayerMouseEvent): Position => [lngLat.lng, lngLat.lat];

const middleOf = (map: MapLibreMap): Position => {
  const { lng, lat } = map.getCenter();
  return [lng, lat];
};

function distancePx(map: MapLibreMap, place: Position, { point }: MapMouseEvent): number {
  const at = map.project([...place]);
  return Math.hypot(at.x - point.x, at.y - point.y);
}

const isFirstCorner = (map: MapLibreMap, corners: readonly Position[], event: MapMouseEvent): boolean =>
  corners.length >= 3 && distancePx(map, corners[0], event) < 10;
