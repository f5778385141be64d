import { type ClassMask, type Legend, NODATA_CLASS } from '../raster/class-mask.js';
import type { Band } from '../raster/raster.js';

/** Colours and opacity, four bytes a pixel, row by row: what a PNG encoder takes. */
export interface RgbaImage {
  width: number;
  height: number;
  channels: 4;
  data: Uint8Array;
}

/** A small copy of a scene: one band (grey) or three (red, green, blue) in the file's own values. */
export interface ScenePreviewSource {
  width: number;
  height: number;
  bands: readonly Band[];
  /** 1 where all bands hold data; null where all pixels do. */
  valid: Uint8Array | null;
}

/** The share of the values cut off at either end, so that a few bright roofs don't darken the rest. */
const CUT_SHARE = 0.02;
/** Values this many interquartile ranges above the upper quartile are white, however many there are. */
const FENCE = 2;
/** Lifts the dark half, as a screen's picture is lifted. */
const GAMMA = 0.75;
/** Percentiles are taken from about as many values: more would not move them visibly. */
const SAMPLE_VALUES = 200_000;

/** How much of its colour a pixel keeps at the edge of an object. */
const EDGE_SHADE = 0.55;
/** Where more of the picture than this would be edges, none are drawn: the objects are too small to be seen. */
const MOST_EDGES = 0.4;

/**
 * A class mask in the colours of its legend; nodata, and ids the legend does not know, are transparent. Where `objects`
 * are given, the edges between them are dark.
 */
export function renderMaskPreview(
  { width, height, classes }: ClassMask,
  legend: Legend,
  objects?: Uint32Array,
): RgbaImage {
  const colors = new Uint8Array(256 * 4);
  for (const { id, color } of legend) {
    if (id !== NODATA_CLASS) colors.set([...parseColor(color), 255], id * 4);
  }
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < classes.length; i++) {
    const from = classes[i]! * 4;
    for (let c = 0; c < 4; c++) data[i * 4 + c] = colors[from + c]!;
  }
  const edges = objects ? findEdges(objects, width) : [];
  if (edges.length <= MOST_EDGES * classes.length) {
    for (const i of edges) for (let c = 0; c < 3; c++) data[i * 4 + c]! *= EDGE_SHADE;
  }
  return { width, height, channels: 4, data };
}

/** Pixels whose neighbour to the right or below belongs to another object. */
function findEdges(objects: Uint32Array, width: number): number[] {
  const edges: number[] = [];
  for (let i = 0; i < objects.length; i++) {
    const right = (i + 1) % width === 0 ? 0 : objects[i + 1];
    const below = i + width < objects.length ? objects[i + width] : 0;
    if (objects[i] !== 0 && ((right !== 0 && right !== objects[i]) || (below !== 0 && below !== objects[i])))
      edges.push(i);
  }
  return edges;
}

/**
 * The scene for the eye: each band from its 2nd percentile on, all by the widest range of the three, so that colours
 * keep their balance; nodata and values that are no number are transparent.
 */
export function renderScenePreview({ width, height, bands, valid }: ScenePreviewSource): RgbaImage {
  const data = new Uint8Array(width * height * 4).fill(255);
  const ranges = bands.map((band) => stretchRange(band, valid));
  const widest = Math.max(...ranges.map(({ low, high }) => high - low));
  for (let c = 0; c < 3; c++) {
    const at = bands.length < 3 ? 0 : c;
    const { low } = ranges[at];
    for (let i = 0; i < width * height; i++) {
      const value = bands[at][i];
      if (Number.isNaN(value) || valid?.[i] === 0) data[i * 4 + 3] = 0;
      else data[i * 4 + c] = widest > 0 ? clampByte(255 * (Math.max(0, value - low) / widest) ** GAMMA) : 128;
    }
  }
  for (let i = 3; i < data.length; i += 4) if (data[i] === 0) data.fill(0, i - 3, i);
  return { width, height, channels: 4, data };
}

const clampByte = (value: number): number => Math.round(Math.min(255, Math.max(0, value)));

const parseColor = (color: string): number[] =>
  [1, 3, 5].map((start) => Number.parseInt(color.slice(start, start + 2), 16));

function stretchRange(band: Band, valid: Uint8Array | null): { low: number; high: number } {
  const step = Math.ceil(band.length / SAMPLE_VALUES);
  const values = new Float64Array(Math.ceil(band.length / step));
  let count = 0;
  for (let i = 0; i < band.length; i += step) {
    if (valid?.[i] !== 0 && Number.isFinite(band[i]!)) values[count++] = band[i]!;
  }
  if (count === 0) return { low: 0, high: 0 };
  const sorted = values.subarray(0, count).sort();
  const at = (share: number): number => sorted[Math.floor((count - 1) * share)];
  // Where more than the cut is cloud, Tukey's fence keeps the ground from going dark.
  const fence = at(0.75) + FENCE * (at(0.75) - at(0.25));
  const high = sorted[count - 1 - Math.floor((count - 1) * CUT_SHARE)];
  return { low: at(CUT_SHARE), high: fence > at(0.75) ? Math.min(high, fence) : high };
}
