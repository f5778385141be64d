import type { Feature } from '../feature-source.js';
import { type Html, html } from './html.js';

/** More corners than a page should draw. */
const MOST_CORNERS = 60_000;
const WIDTH_PX = 1000;

/** Outlines of features as one drawing, north up; null where there is nothing to draw, or too much. */
export function drawFeatures(features: readonly Feature[], addressOf: (feature: Feature) => string): Html | null {
  const shapes = features.flatMap((feature) => {
    const rings = ringsOf(feature);
    return rings.length > 0 ? [{ feature, rings }] : [];
  });
  const corners = shapes.flatMap(({ rings }) => rings).reduce((sum, ring) => sum + ring.length, 0);
  if (corners === 0 || corners > MOST_CORNERS) return null;
  const [west, south, east, north] = boxAround(shapes.flatMap(({ rings }) => rings));
  const shrink = Math.max(0.01, Math.cos((((south + north) / 2) * Math.PI) / 180));
  const [width, height] = [Math.max((east - west) * shrink, 1e-9), Math.max(north - south, 1e-9)];
  const scale = WIDTH_PX / Math.max(width, height);
  const place = ([lon, lat]: number[]): string =>
    `${((lon - west) * shrink * scale).toFixed(1)} ${((north - lat) * scale).toFixed(1)}`;
  const paths = shapes.map(({ feature, rings }) => {
    const path = rings.map((ring) => `M${ring.slice(0, -1).map(place).join('L')}Z`).join('');
    return html`<a href="${addressOf(feature)}" tabindex="-1"><path fill-rule="evenodd" d="${path}"/><title>${nameOf(feature)}</title></a>\n`;
  });
  const box = `-4 -4 ${(width * scale + 8).toFixed(1)} ${(height * scale + 8).toFixed(1)}`;
  return html`<svg class="map" viewBox="${box}" role="group" aria-label="Outlines of the features on this page, north up">
${paths}</svg>`;
}

function ringsOf({ geometry }: Feature): number[][][] {
  if (!geometry) return [];
  return geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat();
}

function boxAround(rings: readonly number[][][]): [number, number, number, number] {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of rings) {
    for (const [lon, lat] of ring) {
      box[0] = Math.min(box[0], lon);
      box[1] = Math.min(box[1], lat);
      box[2] = Math.max(box[2], lon);
      box[3] = Math.max(box[3], lat);
    }
  }
  return box;
}

const nameOf = ({ id, properties }: Feature): string => (properties.label ? `${properties.label}, ${id}` : id);
