import type { GeoJSONSource } from 'maplibre-gl';
import { el } from '../dom.js';
import { formatDegrees, graticuleLines, layGraticule } from '../graticule.js';
import type { Bbox } from '../shape.js';
import { THEME_COLOURS, type Theme } from '../theme.js';
import { boxOfMap, type MapLibreMap } from './create-map.js';

/** Meridians and parallels under everything, with their degrees at the edges as text of the page. */
export function addGraticule(map: MapLibreMap, theme: Theme): { paint(theme: Theme): void } {
  const labels = el('div', { class: 'graticule-labels', 'aria-hidden': 'true' });
  map.getCanvasContainer().after(labels);
  map.addSource('graticule', { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
  map.addLayer({
    id: 'graticule',
    type: 'line',
    source: 'graticule',
    paint: { 'line-color': THEME_COLOURS[theme].lines, 'line-width': 1 },
  });

  const draw = (): void => {
    const box = boxOfMap(map);
    const graticule = layGraticule(box, Math.max(2, map.getContainer().clientWidth / 220));
    const coordinates = graticuleLines(graticule, widen(box)) as unknown as number[][][];
    const source = map.getSource<GeoJSONSource>('graticule')!;
    source.setData({ type: 'Feature', properties: {}, geometry: { type: 'MultiLineString', coordinates } });
    const { stepDegrees, meridians, parallels } = graticule;
    const width = map.getContainer().clientWidth;
    const height = map.getContainer().clientHeight;
    labels.replaceChildren(
      ...meridians.flatMap((lon) => {
        const { x } = map.project([lon, map.getCenter().lat]);
        return x < 40 || x > width - 60 ? [] : [place(formatDegrees(lon, 'lon', stepDegrees), 'lon', x)];
      }),
      ...parallels.flatMap((lat) => {
        const { y } = map.project([map.getCenter().lng, lat]);
        return y < 24 || y > height - 30 ? [] : [place(formatDegrees(lat, 'lat', stepDegrees), 'lat', y)];
      }),
    );
  };
  map.on('move', draw);
  map.on('resize', draw);
  draw();
  return { paint: (next) => map.setPaintProperty('graticule', 'line-color', THEME_COLOURS[next].lines) };
}

function place(text: string, axis: 'lon' | 'lat', atPx: number): HTMLElement {
  const label = el('span', { class: axis }, text);
  label.style.transform = axis === 'lon' ? `translate(${atPx}px, 0)` : `translate(0, ${atPx}px)`;
  return label;
}

function widen([west, south, east, north]: Bbox): Bbox {
  const [width, height] = [east - west, north - south];
  return [west - width, south - height, east + width, north + height];
}
