import type { Window } from '../../raster/window.js';
import type { Edges } from './orient-edges.js';

/** A pixel that is covered whole; covered fractions are whole multiples of 1 / `FULL`. */
export const FULL = 2 ** 30;

/** How a pixel on a zone's edge counts: by the fraction that is covered, or whole where its centre is inside. */
export const ZONE_RULES = ['fraction', 'centre'] as const;
export type ZoneRule = (typeof ZONE_RULES)[number];

/**
 * What an area covers of each pixel of a window, as differences along each row: a running sum over `width + 1` values
 * per row of `out` (32-bit, wrapping) gives 0 to `FULL`, give or take a unit of rounding per edge.
 *
 *        col   col+1
 *     ┌───────┬───────┐   an edge that comes down through a pixel and opens the area adds
 *     │    ╲▒▒│▒▒▒▒▒▒▒│   - to the pixel: the part to the right of it (▒)
 *     │     ╲▒│▒▒▒▒▒▒▒│   - to all pixels after it: its height
 *     └───────┴───────┘   an edge that closes it takes both away
 *
 * The sums are exact: what an edge adds depends on that edge and pixel alone and is rounded to whole units, and its
 * heights add up whatever they are cut into. So a pixel's fraction is the same in any window, and two areas that share
 * an edge share out its pixels without remainder.
 *
 * Method: signed areas per cell, summed along rows, as in the rasteriser of FreeType (`ftgrays`) and in font-rs
 * (R. Levien, 2016, "Inside the fastest font renderer in the world"); fractions as in exactextract (D. Baston, ISciences).
 */
export function coverWindow(edges: Edges, rule: ZoneRule, window: Window, out: Int32Array): void {
  const addEdge = rule === 'centre' ? addCentres : addFractions;
  const { row, height } = window;
  for (let i = 0; i < edges.length; i += 4) {
    const y0 = edges[i + 1];
    const y1 = edges[i + 3];
    if (Math.max(y0, y1) <= row || Math.min(y0, y1) >= row + height) continue;
    if (y0 < y1) addEdge({ xTop: edges[i], yTop: y0, xBottom: edges[i + 2], yBottom: y1, sign: 1 }, window, out);
    else addEdge({ xTop: edges[i + 2], yTop: y1, xBottom: edges[i], yBottom: y0, sign: -1 }, window, out);
  }
}

/** An edge from its upper end to its lower one; `sign` is 1 where it opens the area, -1 where it closes it. */
interface Edge {
  xTop: number;
  yTop: number;
  xBottom: number;
  yBottom: number;
  sign: number;
}

function addFractions(edge: Edge, { col, row, width, height }: Window, out: Int32Array): void {
  const { xTop, yTop, xBottom, yBottom, sign } = edge;
  const slope = (xBottom - xTop) / (yBottom - yTop);
  const leastX = Math.min(xTop, xBottom);
  const mostX = Math.max(xTop, xBottom);
  const endCol = col + width;
  const endRow = Math.min(row + height, Math.ceil(yBottom));
  for (let r = Math.max(row, Math.floor(yTop)); r < endRow; r++) {
    const startY = Math.max(yTop, r);
    const endY = Math.min(yBottom, r + 1);
    const startX = startY === yTop ? xTop : clamp(xTop + (startY - yTop) * slope, leastX, mostX);
    const endX = endY === yBottom ? xBottom : clamp(xTop + (endY - yTop) * slope, leastX, mostX);
    const top = Math.round((startY - r) * FULL);
    const bottom = Math.round((endY - r) * FULL);
    const left = Math.min(startX, endX);
    const right = Math.max(startX, endX);
    if (left >= endCol || top === bottom) continue;
    const at = (r - row) * (width + 1) - col;
    if (right <= col) {
      out[at + col] += sign * (bottom - top);
      continue;
    }
    let c = Math.floor(left);
    if (right <= c + 1) {
      const area = Math.round((bottom - top) * (1 - ((left + right) / 2 - c)));
      out[at + c] += sign * area;
      out[at + c + 1] += sign * (bottom - top - area);
      continue;
    }
    /** Where the edge passes from column `x - 1` to `x`, in units below the row's top. */
    const heightAt = (x: number): number => {
      const y = yTop + (x - xTop) / slope;
      return Math.round((clamp(y, startY, endY) - r) * FULL);
    };
    // From the left end to the right one, which is downwards or upwards.
    const last = startX <= endX ? bottom : top;
    let from = startX <= endX ? top : bottom;
    let fromX = left;
    if (c < col) {
      const to = heightAt(col);
      out[at + col] += sign * Math.abs(to - from);
      from = to;
      fromX = col;
      c = col;
    }
    for (; c < endCol && c < right; c++) {
      const isLast = right <= c + 1;
      const to = isLast ? last : heightAt(c + 1);
      const toX = isLast ? right : c + 1;
      const cover = Math.abs(to - from);
      const area = Math.round(cover * (1 - ((fromX + toX) / 2 - c)));
      out[at + c] += sign * area;
      out[at + c + 1] += sign * (cover - area);
      from = to;
      fromX = toX;
    }
  }
}

/** Rows whose centre the edge passes; columns whose centre lies to the right of it. Centres on the edge as GDAL has it. */
function addCentres(edge: Edge, { col, row, width, height }: Window, out: Int32Array): void {
  const { xTop, yTop, xBottom, yBottom, sign } = edge;
  const slope = (xBottom - xTop) / (yBottom - yTop);
  const endRow = Math.min(row + height, Math.ceil(yBottom - 0.5));
  for (let r = Math.max(row, Math.ceil(yTop - 0.5)); r < endRow; r++) {
    const x = xTop + (r + 0.5 - yTop) * slope;
    const first = Math.max(col, Math.floor(x + 0.5));
    if (first < col + width) out[(r - row) * (width + 1) + first - col] += sign * FULL;
  }
}

function clamp(value: number, least: number, most: number): number {
  return value < least ? least : value > most ? most : value;
}
