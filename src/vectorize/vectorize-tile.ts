import { ARC_COLUMNS, type Arcs } from './arcs.js';
import { type AssembledFeatures, assembleFeatures } from './assemble.js';
import type { OpenParts } from './borders.js';
import type { Ground } from './ground/ground.js';
import type { Parts } from './label.js';
import { createMeasureTable, type MeasureTable, mergeMeasures } from './measure.js';
import { NO_REGION, type Rings } from './rings.js';
import { type ApronMask, traceArcs } from './trace.js';

export interface TileToVectorize {
  mask: ApronMask;
  parts: Parts;
  regionOfPart: Uint32Array;
  /** One row per label. */
  measures: MeasureTable;
  open: OpenParts;
  /** Part in the scene of each open part. */
  scenePart: Uint32Array;
  ground: Ground;
  sceneWidth: number;
  /** See `TraceInput`. */
  visited?: Uint8Array;
  codes?: Uint8Array;
}

/** Features of the regions that end inside the tile, and arcs (with scene-wide part numbers) of those that may not. */
export function vectorizeTile(tile: TileToVectorize): { features: AssembledFeatures; arcs: Arcs } {
  const { mask, parts, open, scenePart } = tile;
  const isOpen = new Uint8Array(parts.count + 1);
  const openPart = new Uint32Array(parts.count + 1);
  open.labels.forEach((label, i) => {
    isOpen[label] = 1;
    openPart[label] = scenePart[i];
  });
  // Scene numbers of open parts and labels of closed ones must not meet.
  const partKeys = new Uint32Array(parts.count + 1);
  for (let label = 0; label <= parts.count; label++) {
    partKeys[label] = isOpen[label] ? openPart[label] + parts.count + 1 : label;
  }
  const { densifyPx } = tile.ground;
  const { visited, codes } = tile;
  const traced = traceArcs({
    ...{ mask, parts, partKeys, densifyPx },
    ...(visited ? { visited } : {}),
    ...(codes ? { codes } : {}),
  });
  const arcs = selectArcs(traced, isOpen);
  arcs.part = arcs.part.map((label) => openPart[label]);
  return { features: assembleClosed(traced, tile, isOpen), arcs };
}

/** Regions that end inside the tile have whole rings only. */
function assembleClosed(rings: Rings, tile: TileToVectorize, isOpen: Uint8Array): AssembledFeatures {
  const { parts, regionOfPart, measures, ground, sceneWidth } = tile;
  // Labels, and so regions, are in order of their first pixel: rows come out in order of id.
  const row = new Int32Array(parts.count + 1).fill(-1);
  let count = 0;
  for (let label = 1; label <= parts.count; label++) {
    if (isOpen[label]) continue;
    const region = regionOfPart[label];
    if (row[region] === -1) row[region] = count++;
  }
  const regions = createMeasureTable(count, measures.layers);
  for (let label = 1; label <= parts.count; label++) {
    if (!isOpen[label]) mergeMeasures(regions, row[regionOfPart[label]], measures, label);
  }
  const region = new Uint32Array(rings.count);
  for (let ring = 0; ring < rings.count; ring++) {
    const label = rings.part[ring];
    region[ring] = isOpen[label] ? NO_REGION : row[regionOfPart[label]];
  }
  return assembleFeatures({ rings, region, measures: regions, ground, sceneWidth });
}

/** The arcs of the parts that `isChosen` marks, as arrays of their own. */
export function selectArcs(arcs: Arcs, isChosen: Uint8Array): Arcs {
  const chosen: number[] = [];
  let corners = 0;
  for (let arc = 0; arc < arcs.count; arc++) {
    if (!isChosen[arcs.part[arc]]) continue;
    chosen.push(arc);
    corners += arcs.offsets[arc + 1] - arcs.offsets[arc];
  }
  const { length } = chosen;
  const selected: Arcs = {
    count: length,
    part: new Uint32Array(length),
    start: new Uint8Array(length),
    end: new Uint8Array(length),
    last: new Uint8Array(length),
    keepLast: new Uint8Array(length),
    offsets: new Uint32Array(length + 1),
    corners: new Int32Array(2 * corners),
    ...(arcs.codes ? { codes: new Uint8Array(corners) } : {}),
  };
  for (let i = 0; i < length; i++) {
    const arc = chosen[i];
    for (const name of ARC_COLUMNS) selected[name][i] = arcs[name][arc];
    const at = selected.offsets[i];
    selected.corners.set(arcs.corners.subarray(2 * arcs.offsets[arc], 2 * arcs.offsets[arc + 1]), 2 * at);
    if (arcs.codes) selected.codes?.set(arcs.codes.subarray(arcs.offsets[arc], arcs.offsets[arc + 1]), at);
    selected.offsets[i + 1] = at + arcs.offsets[arc + 1] - arcs.offsets[arc];
  }
  return selected;
}
