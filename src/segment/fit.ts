import { cropBand } from '../raster/crop.js';
import type { Json } from '../raster/json.js';
import { type Band, createBand, dataTypeOf, type Raster } from '../raster/raster.js';
import type { Window } from '../raster/window.js';
import type { Layer } from './layers/layer.js';
import type { RecipeReader } from './recipe-reader.js';
import type { Columns, Source, WindowColumns } from './segmenter.js';

/** One window of the sample that parameters are fitted on: what was read, and which part of it counts. */
export interface SamplePiece {
  raster: Raster;
  core: Window;
}

/** Reads the sample anew, each window with so many pixels around it. */
export type ReadSample = (haloPx: number) => AsyncIterable<SamplePiece> | Iterable<SamplePiece>;

/** What is learnt from the whole scene before the first tile. */
export interface FitParams {
  segmenter: Json;
  /** By name; only of layers that learn something. */
  layers: Record<string, Json>;
}

interface FitRequest {
  segmenter: { sources: readonly Source[]; fit?(sample: Columns): Json };
  /** A layer comes after those it stands on. */
  layers: ReadonlyMap<string, Layer>;
  reader: Pick<RecipeReader, 'haloOf' | 'decidesExclusion' | 'read' | 'readAll'>;
}

/**
 * Fits the layers that learn from the scene, each on what those before it give, and then the segmenter. Layers that decide
 * which pixels are left out come first, and see all pixels.
 */
export async function fitAll({ segmenter, layers, reader }: FitRequest, readSample: ReadSample): Promise<FitParams> {
  const params: Record<string, Json> = {};
  const sampleOf = (sources: readonly Source[], read: RecipeReader['read']) =>
    gather({ sources, haloPx: reader.haloOf(sources), read: (raster) => read(raster, sources, params) }, readSample);
  for (const decides of [true, false]) {
    for (const [name, layer] of layers) {
      if (!layer.fit || reader.decidesExclusion(name) !== decides) continue;
      params[name] = layer.fit(await sampleOf(layer.sources, decides ? reader.readAll : reader.read));
    }
  }
  const fitted = segmenter.fit ? segmenter.fit(await sampleOf(segmenter.sources, reader.read)) : null;
  return { segmenter: fitted, layers: params };
}

/** The sources over the sample's windows, one window after the other. */
async function gather(
  { sources, haloPx, read }: { sources: readonly Source[]; haloPx: number; read: (raster: Raster) => WindowColumns },
  readSample: ReadSample,
): Promise<Columns> {
  const pieces: Columns[] = [];
  for await (const { raster, core } of readSample(haloPx)) {
    const { values, valid } = read(raster);
    pieces.push({
      length: core.width * core.height,
      values: values.map((column) => cropBand(column, raster.window, core)),
      valid: valid && cropBand(valid, raster.window, core),
    });
  }
  if (pieces.length === 1) return pieces[0];
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const valid = pieces.some((piece) => piece.valid) ? new Uint8Array(length).fill(1) : null;
  const values = sources.map((_, k) => createBand(dataTypeOf(pieces[0]!.values[k]!), length));
  let at = 0;
  for (const piece of pieces) {
    values.forEach((column: Band, k) => {
      column.set(piece.values[k]! as never, at);
    });
    if (piece.valid) valid?.set(piece.valid, at);
    at += piece.length;
  }
  return { length, values, valid };
}
