import type { Feature } from 'geojson';
import { type Context, collectionPath } from '../context.js';
import { toFilter } from '../question.js';
import { REGIONS_LAYER } from './run-layers.js';

/** The region at a place of the map, in pixels; asked of the API where the map shows no polygons itself. Null: none. */
export async function findRegion(
  { api, map, run, choice, look }: Context,
  at: [x: number, y: number],
): Promise<string | null> {
  const current = run.get();
  if (!current) return null;
  const [drawn] = look.get().polygons ? map.queryRenderedFeatures(at, { layers: [REGIONS_LAYER] }) : [];
  if (drawn) return String(drawn.properties.id ?? drawn.id);
  if (look.get().polygons && !isFarAway(current.tiles.vector, map.getZoom())) return null;
  const { lng, lat } = map.unproject(at).wrap();
  const chosen = toFilter(choice.get(), { classIds: current.legend.map(({ id }) => id) });
  const there = `S_INTERSECTS(geometry, POINT(${lng.toFixed(7)} ${lat.toFixed(7)}))`;
  const parameters = {
    bbox: [lng, lat, lng, lat].map((degrees) => degrees.toFixed(7)).join(','),
    filter: chosen ? `${chosen} AND ${there}` : there,
    limit: '1',
    skipGeometry: 'true',
  };
  const { features } = await api.get<{ features: Feature[] }>(collectionPath(current, '/items'), { parameters });
  return features[0] ? String(features[0].id) : null;
}

/** Whether the map is so far out that there are no tiles of polygons. */
export const isFarAway = (vector: { minzoom: number } | null, zoom: number): boolean =>
  vector !== null && zoom < vector.minzoom;
