import type { BboxLonLat } from '../../../src/query/feature-source.js';
import type { StacEntry, StacItem, StacSource } from '../../../src/query/stac/stac-source.js';

export interface TestItem {
  collection: string;
  scene: string;
  /** Its outline is this box, or the triangle of its south-west half. */
  box: BboxLonLat;
  isHalf?: boolean;
  datetime?: string | null;
  /** Of its CRS. */
  code?: string;
}

/** Items in memory, and which of them were read. */
export function createMemoryStac(items: readonly TestItem[]): StacSource & { read: string[] } {
  const entries: StacEntry[] = items.map(({ collection, scene, box, datetime = null }) => ({
    id: `${collection}.${scene}`,
    collection,
    bboxLonLat: box,
    datetime,
  }));
  const read: string[] = [];
  return {
    read,
    entries: async () => entries,
    async item(entry) {
      read.push(entry.id);
      const at = entries.findIndex(({ id }) => id === entry.id);
      return at < 0 ? null : toItem(entry, items[at]);
    },
    async collections() {
      return [...new Set(items.map(({ collection }) => collection))].map((id) => ({
        id,
        title: `The ${id}`,
        description: `Items of ${id}`,
        bboxLonLat: null,
        interval: [null, null],
      }));
    },
  };
}

function toItem({ id, bboxLonLat, datetime }: StacEntry, { scene, isHalf = false, code }: TestItem): StacItem {
  const [west, south, east, north] = bboxLonLat;
  const corners = [[west, south], [east, south], ...(isHalf ? [] : [[east, north]]), [west, north], [west, south]];
  return {
    type: 'Feature',
    stac_version: '1.1.0',
    stac_extensions: [],
    id,
    bbox: [...bboxLonLat],
    geometry: { type: 'Polygon', coordinates: [corners] },
    properties: { datetime, title: `Map of ${scene}`, ...(code ? { 'proj:code': code } : {}) },
    links: [
      { rel: 'derived_from', href: 'file:///home/me/scene.tif' },
      { rel: 'derived_from', href: 's3://scenes/scene.tif' },
    ],
    assets: { mask: { href: './mask.tif', type: 'image/tiff' } },
  };
}
