import { Clipper } from './clip-polygon.js';
import type { MapFeatures } from './map-features.js';
import { EXTENT, MvtLayer, PolygonGeometry } from './mvt.js';
import { Pen } from './pen.js';
import { readWkb } from './read-wkb.js';
import { feedRings } from './ring-list.js';
import type { TilePlace } from './tile-id.js';
import { bufferedBox, holdsPoint, type NodeRings, shareWithin, type TileNode } from './tile-node.js';
import { type Detail, detailOf, MAX_TILE_BYTES } from './zooms.js';

/** Name of the one layer. */
export const LAYER_NAME = 'regions';
/** Coarser and coarser, until hardly anything is left. */
const MOST_COARSER = 6;

/** What a feature takes at least: so many that they are surely too much need not be read. */
const LEAST_FEATURE_BYTES = 30;

/** Small features of a class that were not drawn. */
interface Undrawn {
  /** Square units, less what dots stand for. */
  area: number;
  /** The largest of them. */
  feature: number;
  largest: number;
}

/** A tile as it is drawn. */
interface Drawing {
  node: TileNode;
  detail: Detail;
  undrawn: Map<number, Undrawn>;
}

/**
 * Draws tiles of a map: a polygon for each feature that can be seen, in order of id, and a dot for each so many square
 * units of those that are too small, so that every class keeps about the area it has. A tile with anything in it shows
 * one dot at least. A tile that is too large for readers is drawn coarser until it is not.
 */
export function createTileDrawer(map: MapFeatures, options: { maxZoom: number; maxTileBytes?: number }) {
  const { maxZoom, maxTileBytes = MAX_TILE_BYTES } = options;
  const layer = new MvtLayer(LAYER_NAME, map.fields);
  const geometry = new PolygonGeometry();
  const pen = new Pen(geometry);

  /** The bytes of the tile, without compression; null where nothing of it is to be seen. */
  async function drawTile(node: TileNode): Promise<Uint8Array | null> {
    for (let coarser = 0; ; coarser++) {
      layer.clear();
      const detail = detailOf(node.place.z === maxZoom, coarser);
      const limit = coarser < MOST_COARSER ? maxTileBytes : Infinity;
      if (countLarge(node, detail) * LEAST_FEATURE_BYTES > limit) continue;
      const isWhole = await drawFeatures({ node, detail, undrawn: new Map() }, limit);
      if (isWhole) return layer.count > 0 ? layer.toTile() : null;
    }
  }

  /** Features that the tile would hold for their size. */
  function countLarge({ place, features }: TileNode, { minArea }: Detail): number {
    const least = minArea / squareUnits(place);
    let count = 0;
    for (const feature of features) if (map.areas[feature] >= least) count++;
    return count;
  }

  /** False where the layer outgrew the limit. */
  async function drawFeatures(drawing: Drawing, limit: number): Promise<boolean> {
    const { node, detail } = drawing;
    const square = squareUnits(node.place);
    const box = bufferedBox(node.place);
    for (let i = 0; i < node.features.length; i++) {
      const feature = node.features[i];
      const area = map.areas[feature] * square;
      if (area >= detail.minArea) {
        const isDrawn = node.rings ? drawHeld(drawing, i, node.rings) : await drawRead(drawing, feature);
        if (isDrawn) layer.add(map.id[feature], map.valuesOf(feature), geometry.written());
        if (layer.length > limit) return false;
        // What reaches beyond the tile is drawn there.
        if (isDrawn || shareWithin(map.boxes, feature, box) < 1) continue;
      }
      leaveOut(drawing, feature, area);
    }
    if (layer.count === 0) drawOneDot(drawing);
    return layer.length <= limit;
  }

  /** Puts what can be seen of a feature into `geometry`; false where that is nothing. */
  function drawHeld({ node, detail }: Drawing, i: number, { list, starts }: NodeRings): boolean {
    pen.begin(node.place, detail);
    feedRings(list, starts[i], starts[i + 1], pen);
    return !geometry.isEmpty;
  }

  async function drawRead({ node, detail }: Drawing, feature: number): Promise<boolean> {
    pen.begin(node.place, detail);
    readWkb(await map.readWkb(feature), new Clipper(bufferedBox(node.place), pen));
    return !geometry.isEmpty;
  }

  /** A feature that is too small belongs to the tile that holds its middle. */
  function leaveOut(drawing: Drawing, feature: number, area: number): void {
    const [x, y] = middleOf(map.boxes, feature);
    if (!holdsPoint(drawing.node.place, x, y)) return;
    const classId = map.classId[feature];
    const undrawn = drawing.undrawn.get(classId) ?? { area: 0, feature, largest: area };
    drawing.undrawn.set(classId, undrawn);
    undrawn.area += area;
    if (area > undrawn.largest) Object.assign(undrawn, { feature, largest: area });
    const dotArea = drawing.detail.dotUnits ** 2;
    if (undrawn.area < dotArea) return;
    undrawn.area -= dotArea;
    drawDot(drawing, feature);
  }

  /** Of the class that has most, its largest feature; of equal ones the first. */
  function drawOneDot(drawing: Drawing): void {
    let most: Undrawn | null = null;
    for (const undrawn of drawing.undrawn.values()) if (!most || undrawn.area > most.area) most = undrawn;
    if (most) drawDot(drawing, most.feature);
  }

  function drawDot({ node, detail }: Drawing, feature: number): void {
    const { z, x, y } = node.place;
    const [middleX, middleY] = middleOf(map.boxes, feature);
    const corner = (middle: number, tile: number): number =>
      Math.round(((middle * 2 ** z - tile) * EXTENT) / detail.gridUnits) * detail.gridUnits - detail.dotUnits / 2;
    const [left, top] = [corner(middleX, x), corner(middleY, y)];
    const [right, bottom] = [left + detail.dotUnits, top + detail.dotUnits];
    geometry.clear();
    geometry.ring(Int32Array.of(left, top, right, top, right, bottom, left, bottom), 4);
    layer.add(map.id[feature], map.valuesOf(feature), geometry.written());
  }

  return drawTile;
}

/** The bytes of a tile that shows nothing, without compression. */
export const emptyTile = ({ fields }: MapFeatures): Uint8Array => new MvtLayer(LAYER_NAME, fields).toTile();

/** Square units of the whole world at a tile's zoom. */
const squareUnits = ({ z }: TilePlace): number => (EXTENT * 2 ** z) ** 2;

/** Where a small feature is drawn as a dot. */
function middleOf(boxes: Float64Array, feature: number): [x: number, y: number] {
  const at = 4 * feature;
  const [minX, minY, maxX, maxY] = [boxes[at], boxes[at + 1], boxes[at + 2], boxes[at + 3]];
  // Its box is that wide only where a feature is cut at the antimeridian.
  const x = maxX - minX > 0.5 ? maxX : (minX + maxX) / 2;
  // The world's far borders belong to the last tiles.
  const inside = (value: number): number => Math.min(value, 1 - Number.EPSILON);
  return [inside(x), inside((minY + maxY) / 2)];
}
