import {
  type ExpressionSpecification,
  Map as MapLibreMap,
  type MapOptions,
  ScaleControl,
  type StyleSpecification,
  setWorkerUrl,
} from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import type { Api } from '../api.js';
import type { Bbox } from '../shape.js';
import { THEME_COLOURS, type Theme } from '../theme.js';

export type { ExpressionSpecification, MapLibreMap };

setWorkerUrl(new URL(workerUrl, import.meta.url).href);

/** A map of nothing but a ground: no tiles, letters or pictures from elsewhere. */
export function createMap(container: HTMLElement, api: Api, options: Partial<MapOptions> = {}): MapLibreMap {
  return new MapLibreMap({
    container,
    style: emptyStyle(),
    attributionControl: false,
    // Flat, north up: nothing to get lost in, and boxes on the screen are boxes in degrees.
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    maxPitch: 0,
    maxZoom: 20,
    fadeDuration: 0,
    locale: { 'Map.Title': 'Map' },
    transformRequest: (url) => (url.startsWith(api.base) ? { url, headers: api.headers() } : { url }),
    ...options,
  });
}

/** The map a person uses, as opposed to what is laid over it. */
export function createMainMap(container: HTMLElement, api: Api): MapLibreMap {
  const map = createMap(container, api, { center: [10, 30], zoom: 1 });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new ScaleControl({ unit: 'metric', maxWidth: 110 }), 'bottom-left');
  return map;
}

function emptyStyle(): StyleSpecification {
  return {
    version: 8,
    sources: {},
    layers: [{ id: 'ground', type: 'background', paint: { 'background-color': 'rgba(0,0,0,0)' } }],
  };
}

export function paintGround(map: MapLibreMap, theme: Theme): void {
  map.setPaintProperty('ground', 'background-color', THEME_COLOURS[theme].ground);
}

/** Resolves when the style may be changed. */
export const whenReady = (map: MapLibreMap): Promise<void> =>
  new Promise((resolve) => {
    if (map.isStyleLoaded()) resolve();
    else map.once('load', () => resolve());
  });

export function boxOfMap(map: MapLibreMap): Bbox {
  const bounds = map.getBounds();
  return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
}

/** Brings a box into view; one across the antimeridian goes on beyond 180°. */
export function fitBox(map: MapLibreMap, [west, south, east, north]: Bbox, isQuick = false): void {
  const right = west > east ? east + 360 : east;
  const isCalm = isQuick || matchMedia('(prefers-reduced-motion: reduce)').matches;
  const padding = Math.min(40, map.getContainer().clientWidth / 12);
  map.fitBounds(
    [
      [west, south],
      [right, north],
    ],
    { padding, duration: isCalm ? 0 : 700, maxZoom: 17 },
  );
}
