import { InternalError } from '../../../errors.js';
import { WKB_MULTI_POLYGON, WKB_POLYGON } from '../wkb.js';
import { mercatorX, mercatorY } from './mercator.js';
import type { PolygonSink } from './polygon-sink.js';

const HEAD_BYTES = 9;
const VERTEX_BYTES = 16;

/** Gives out a little-endian Polygon or MultiPolygon in degrees (as `encodeWkb` writes them), in Web Mercator. */
export function readWkb(bytes: Uint8Array, sink: PolygonSink): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const type = view.getUint32(1, true);
  if (type === WKB_POLYGON) {
    readPolygon(view, 0, sink);
    return;
  }
  if (type !== WKB_MULTI_POLYGON) {
    throw new InternalError({ thing: 'geometry of a feature', wanted: 'a polygon or several', got: `type ${type}` });
  }
  let at = HEAD_BYTES;
  for (let left = view.getUint32(5, true); left > 0; left--) at = readPolygon(view, at, sink);
}

function readPolygon(view: DataView, start: number, sink: PolygonSink): number {
  const rings = view.getUint32(start + 5, true);
  let at = start + HEAD_BYTES;
  for (let ring = 0; ring < rings; ring++) {
    const from = at + 4;
    at = from + VERTEX_BYTES * view.getUint32(at, true);
    if (!sink.ring(ring > 0)) continue;
    // The last vertex repeats the first.
    for (let vertex = from; vertex < at - VERTEX_BYTES; vertex += VERTEX_BYTES) {
      sink.put(mercatorX(view.getFloat64(vertex, true)), mercatorY(view.getFloat64(vertex + 8, true)));
    }
    sink.end(false);
  }
  return at;
}
