import type { Feature } from 'geojson';
import type { GeoJSONSource } from 'maplibre-gl';
import type { RunEntry } from '../runs.js';
import { ringOf, type Shape } from '../shape.js';
import { THEME_COLOURS, type Theme } from '../theme.js';
import type { MapLibreMap } from './create-map.js';

/** What a click opens: boxes, and what stands for them from afar. */
export const OUTLINE_LAYERS = ['outlines', 'outline-points'];
/** Layers of a run go below this one. */
export const LOWEST_DRAWING = 'drawing-fill';

/** Boxes of all runs, and what a person draws. */
export interface Outlines {
  showRuns(runs: readonly RunEntry[]): void;
  showShape(shape: Shape | null, points?: readonly (readonly number[])[]): void;
  /** Boxes can be picked where no run is open. */
  fillRuns(isFilled: boolean): void;
  paint(theme: Theme): void;
}

export function addOutlines(map: MapLibreMap, theme: Theme): Outlines {
  const empty = { type: 'FeatureCollection' as const, features: [] };
  map.addSource('outlines', { type: 'geojson', data: empty });
  map.addSource('drawing', { type: 'geojson', data: empty });
  map.addLayer({ id: 'outlines', type: 'fill', source: 'outlines', filter: ['==', ['geometry-type'], 'Polygon'] });
  map.addLayer({
    id: 'outline-points',
    type: 'circle',
    source: 'outlines',
    filter: ['==', ['geometry-type'], 'Point'],
    paint: { 'circle-radius': 6, 'circle-stroke-width': 2 },
  });
  map.addLayer({ id: 'outline-lines', type: 'line', source: 'outlines', paint: { 'line-width': 1.5 } });
  map.addLayer({ id: LOWEST_DRAWING, type: 'fill', source: 'drawing', filter: ['==', ['geometry-type'], 'Polygon'] });
  map.addLayer({
    id: 'drawing-halo',
    type: 'line',
    source: 'drawing',
    paint: { 'line-width': 5, 'line-opacity': 0.8 },
  });
  map.addLayer({ id: 'drawing-line', type: 'line', source: 'drawing', paint: { 'line-width': 2.5 } });
  map.addLayer({
    id: 'drawing-points',
    type: 'circle',
    source: 'drawing',
    filter: ['==', ['geometry-type'], 'Point'],
    paint: { 'circle-radius': 5, 'circle-stroke-width': 2 },
  });
  const paint = (next: Theme): void => {
    const { accent, ground } = THEME_COLOURS[next];
    map.setPaintProperty('outlines', 'fill-color', accent);
    map.setPaintProperty('outline-points', 'circle-color', accent);
    map.setPaintProperty('outline-points', 'circle-stroke-color', ground);
    map.setPaintProperty('outline-lines', 'line-color', accent);
    map.setPaintProperty(LOWEST_DRAWING, 'fill-color', accent);
    map.setPaintProperty(LOWEST_DRAWING, 'fill-opacity', 0.12);
    map.setPaintProperty('drawing-halo', 'line-color', ground);
    map.setPaintProperty('drawing-line', 'line-color', accent);
    map.setPaintProperty('drawing-points', 'circle-color', ground);
    map.setPaintProperty('drawing-points', 'circle-stroke-color', accent);
  };
  paint(theme);
  return {
    paint,
    showRuns(runs) {
      // One box a place: several would darken each other. The newest is on top of the list, and is what a click opens.
      const places = new Map(runs.toReversed().map((run) => [String(run.bbox), run]));
      const features = [...places.values()].flatMap(({ id, bbox }) => {
        if (!bbox) return [];
        const [west, south, east, north] = unroll(bbox);
        const middle = [(west + east) / 2, (south + north) / 2];
        return [polygonOf({ kind: 'box', bbox: [west, south, east, north] }, { id }), pointOf(middle, { id })];
      });
      void map.getSource<GeoJSONSource>('outlines')!.setData({ type: 'FeatureCollection', features });
    },
    showShape(shape, points = []) {
      const marks = points.map((place) => pointOf(place, {}));
      const features: Feature[] = [...(shape ? [polygonOf(shape, {})] : []), ...marks];
      void map.getSource<GeoJSONSource>('drawing')!.setData({ type: 'FeatureCollection', features });
    },
    fillRuns(isFilled) {
      map.setPaintProperty('outlines', 'fill-opacity', isFilled ? 0.18 : 0);
      map.setLayoutProperty('outline-points', 'visibility', isFilled ? 'visible' : 'none');
      map.setPaintProperty('outline-lines', 'line-opacity', isFilled ? 1 : 0.35);
    },
  };
}

const unroll = ([west, south, east, north]: readonly number[]): [number, number, number, number] => [
  west,
  south,
  west > east ? east + 360 : east,
  north,
];

const polygonOf = (shape: Shape, properties: object): Feature => ({
  type: 'Feature',
  properties: { ...properties },
  geometry: { type: 'Polygon', coordinates: [ringOf(shape).map((place) => [...place])] },
});

const pointOf = (place: readonly number[], properties: object): Feature => ({
  type: 'Feature',
  properties: { ...properties },
  geometry: { type: 'Point', coordinates: [...place] },
});
