import { InternalError } from '../../../errors.js';
import { WKB_MULTI_POLYGON, WKB_POLYGON } from '../wkb.js';
import { mercatorX, mercatorY } from './mercator.js';
import type { RingList } from './ring-list.js';

/** Adds the rings of a little-endian Polygon or MultiPolygon in degrees (as `encodeWkb` writes them), in Web Mercator. */
export function readWkb(bytes: Uint8Array, rings: RingList): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const type = view.getUint32(1, true);
  if (type === WKB_POLYGON) {
    readPolygon(view, 0, rings);
    return;
  }
  if (type !== WKB_MULTI_POLYGON) {
    throw new InternalError({ thing: 'geometry of a feature', wanted: 'a polygon or several', got: `type ${type}` });
  }
  let at = 9;
  for (let left = view.getUint32(5, true); left > 0; left--) at = readPolygon(view, at, rings);
}

function readPolygon(view: DataView, start: number, rings: RingList): number {
  const count = view.getUint32(start + 5, true);
  let at = start + 9;
  for (let ring = 0; ring < count; ring++) {
    // The last vertex repeats the first.
    const vertices = view.getUint32(at, true) - 1;
    at += 4;
    const first = 2 * rings.open(vertices);
    const { coords } = rings;
    for (let i = first; i < first + 2 * vertices; i += 2, at += 16) {
      coords[i] = mercatorX(view.getFloat64(at, true));
      coords[i + 1] = mercatorY(view.getFloat64(at + 8, true));
    }
    rings.close(vertices, ring > 0);
    at += 16;
  }
  return at;
}
