import type { Feature } from '../feature-source.js';
import { intoCrs, moveGeometry } from './crs.js';
import type { OutputOptions } from './items-query.js';

/** A feature as GeoJSON has it, in the CRS that was asked for. */
export interface FeatureJson {
  type: 'Feature';
  id: string | number;
  geometry: Feature['geometry'];
  properties: Record<string, unknown>;
}

/** Turns features into GeoJSON, one after the other. */
export function createFeatureWriter({
  crs,
  properties,
  skipGeometry,
}: OutputOptions): (feature: Feature) => FeatureJson {
  const move = intoCrs(crs);
  return (feature) => ({
    type: 'Feature',
    id: toId(feature.id),
    geometry: skipGeometry ? null : moveGeometry(feature.geometry, move),
    properties: properties
      ? Object.fromEntries(properties.map((name) => [name, feature.properties[name] ?? null]))
      : feature.properties,
  });
}

/** Numbers stay numbers, as in the files. */
const toId = (id: string): string | number => (/^(0|[1-9]\d{0,14})$/.test(id) ? Number(id) : id);

/** The header that names the CRS of an answer (Part 2, requirement 16). */
export const crsHeader = ({ crs }: OutputOptions): Record<string, string> => ({ 'Content-Crs': `<${crs.uri}>` });
