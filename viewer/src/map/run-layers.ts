import type { Feature } from 'geojson';
import type { GeoJSONSource, RasterLayerSpecification, RasterTileSource } from 'maplibre-gl';
import type { Api } from '../api.js';
import type { LegendClass } from '../legend.js';
import type { LoadedRun, Tileset } from '../load-run.js';
import { type Choice, EVERYTHING, toMapFilter } from '../question.js';
import type { ExpressionSpecification, MapLibreMap } from './create-map.js';
import { maskTiles } from './mask-protocol.js';

/**
 * Which layers are on, and how much of what is below they cover: 0 to 1. Far away, where there are no tiles of polygons, the
 * mask stands for them.
 */
export interface Look {
  source: boolean;
  mask: boolean;
  maskOpacity: number;
  polygons: boolean;
  polygonOpacity: number;
}

export const FIRST_LOOK: Look = { source: true, mask: false, maskOpacity: 0.8, polygons: true, polygonOpacity: 0.65 };

const LAYERS = ['source', 'mask', 'regions-far', 'regions', 'region-lines', 'chosen', 'chosen-line'];
const SOURCES = ['source', 'mask', 'regions', 'chosen'];
export const REGIONS_LAYER = 'regions';

/** The layers of one run on a map. */
export interface RunLayers {
  show(look: Look): void;
  choose(choice: Choice): void;
  /** Draws the outline of one region; null: of none. */
  mark(feature: Feature | null): void;
  /** Replaces all polygons, where there are no tiles of them. */
  setRegions(features: Feature[]): void;
  remove(): void;
}

/** Adds a run's picture, mask and polygons below the layer `below`. */
export function addRunLayers(map: MapLibreMap, run: LoadedRun, { api, below }: { api: Api; below: string }): RunLayers {
  let choice = EVERYTHING;
  const { source, mask, vector } = run.tiles;
  if (source) addRaster(map, { name: 'source', tileset: source, tiles: `${api.base}${source.path}`, below });
  if (mask) {
    addRaster(map, { name: 'mask', tileset: mask, tiles: maskTiles(mask.path, run.legend, choice.hidden), below });
    if (vector) map.addLayer({ ...rasterLayer('regions-far', 'mask'), maxzoom: vector.minzoom }, below);
  }
  addRegions(map, { run, tiles: vector && `${api.base}${vector.path}`, below });

  return {
    show({ source: isPictureOn, mask: isMaskOn, polygons, maskOpacity, polygonOpacity }) {
      setVisible(map, 'source', isPictureOn);
      setVisible(map, 'mask', isMaskOn);
      for (const layer of ['regions', 'region-lines']) setVisible(map, layer, polygons);
      setVisible(map, 'regions-far', polygons && !isMaskOn);
      if (map.getLayer('mask')) map.setPaintProperty('mask', 'raster-opacity', maskOpacity);
      if (map.getLayer('regions-far')) map.setPaintProperty('regions-far', 'raster-opacity', polygonOpacity);
      map.setPaintProperty('regions', 'fill-opacity', polygonOpacity);
    },
    choose(next) {
      const filter = toMapFilter(next) as ExpressionSpecification;
      for (const layer of ['regions', 'region-lines']) map.setFilter(layer, filter);
      if (mask && next.hidden !== choice.hidden) {
        map.getSource<RasterTileSource>('mask')!.setTiles([maskTiles(mask.path, run.legend, next.hidden)]);
      }
      choice = next;
    },
    mark: (feature) => void map.getSource<GeoJSONSource>('chosen')!.setData(collect(feature ? [feature] : [])),
    setRegions: (features) => {
      if (!vector) void map.getSource<GeoJSONSource>('regions')!.setData(collect(features));
    },
    remove() {
      for (const layer of LAYERS.toReversed()) if (map.getLayer(layer)) map.removeLayer(layer);
      for (const name of SOURCES) if (map.getSource(name)) map.removeSource(name);
    },
  };
}

const collect = (features: Feature[]) => ({ type: 'FeatureCollection' as const, features });

function addRaster(
  map: MapLibreMap,
  { name, tileset, tiles, below }: { name: string; tileset: Tileset; tiles: string; below?: string },
): void {
  map.addSource(name, { type: 'raster', tiles: [tiles], tileSize: 256, ...zooms(tileset) });
  map.addLayer(rasterLayer(name, name), below);
}

const rasterLayer = (id: string, source: string): RasterLayerSpecification => ({
  id,
  type: 'raster',
  source,
  paint: { 'raster-resampling': source === 'mask' ? 'nearest' : 'linear', 'raster-fade-duration': 0 },
});

/** The source picture alone, for the map that is laid over the other one. */
export function addPicture(map: MapLibreMap, tileset: Tileset, api: Api): void {
  addRaster(map, { name: 'source', tileset, tiles: `${api.base}${tileset.path}` });
}

const zooms = ({ minzoom, maxzoom, bounds }: Tileset) => ({
  minzoom,
  maxzoom,
  ...(bounds && bounds[0] < bounds[2] ? { bounds: [...bounds] as [number, number, number, number] } : {}),
});

function addRegions(
  map: MapLibreMap,
  { run, tiles, below }: { run: LoadedRun; tiles: string | null; below: string },
): void {
  const { vector } = run.tiles;
  map.addSource(
    'regions',
    tiles && vector
      ? { type: 'vector', tiles: [tiles], ...zooms(vector) }
      : { type: 'geojson', data: collect([]), tolerance: 0.1 },
  );
  const from = { source: 'regions', ...(tiles ? { 'source-layer': 'regions' } : {}) };
  const colour = colourOfClass(run.legend);
  // At the zoom of the finest tiles a pixel of the scene is about one of the screen.
  const finest = vector?.maxzoom ?? 14;
  const steps = ['interpolate', ['linear'], ['zoom'], finest - 2, 0, finest, 0.5, finest + 2, 1.2];
  map.addLayer(
    { id: 'regions', type: 'fill', ...from, paint: { 'fill-color': colour, 'fill-antialias': false } },
    below,
  );
  map.addLayer(
    {
      id: 'region-lines',
      type: 'line',
      ...from,
      paint: { 'line-color': 'rgba(10, 20, 16, 0.55)', 'line-width': steps as ExpressionSpecification },
    },
    below,
  );
  map.addSource('chosen', { type: 'geojson', data: collect([]) });
  map.addLayer(
    {
      id: 'chosen',
      type: 'line',
      source: 'chosen',
      paint: { 'line-color': '#ffffff', 'line-width': thickness(2), 'line-opacity': 0.85 },
    },
    below,
  );
  map.addLayer(
    {
      id: 'chosen-line',
      type: 'line',
      source: 'chosen',
      paint: { 'line-color': '#10201a', 'line-width': thickness(1) },
    },
    below,
  );
}

/** Thin from afar, where a ragged outline would be all there is to see. */
const thickness = (times: number): ExpressionSpecification => [
  'interpolate',
  ['linear'],
  ['zoom'],
  11,
  1.1 * times,
  15,
  2.6 * times,
];

function colourOfClass(legend: readonly LegendClass[]): ExpressionSpecification | string {
  if (legend.length === 0) return '#888888';
  return [
    'match',
    ['get', 'label'],
    ...legend.flatMap(({ label, colour }) => [label, colour]),
    '#888888',
  ] as unknown as ExpressionSpecification;
}

function setVisible(map: MapLibreMap, layer: string, isVisible: boolean): void {
  if (map.getLayer(layer)) map.setLayoutProperty(layer, 'visibility', isVisible ? 'visible' : 'none');
}
