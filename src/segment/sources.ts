import { InternalError } from '../errors.js';
import type { Band, Raster } from '../raster/raster.js';
import { computeIndex, type LinearScaling } from './indices/compute.js';
import { findIndex } from './indices/table.js';
import type { BandRef, Columns, Source } from './segmenter.js';

interface SourceReaderOptions {
  /** The bands of every raster, in order. */
  bandNumbers: readonly number[];
  findBand(band: BandRef): number;
  scaling: LinearScaling;
}

/** Computes sources from rasters; one that is asked for twice is computed once. */
export function createSourceReader({ bandNumbers, findBand, scaling }: SourceReaderOptions) {
  return (raster: Raster, sources: readonly Source[]): Columns => {
    if (raster.bands.length !== bandNumbers.length) {
      const wanted = `bands ${bandNumbers.join(', ')}`;
      throw new InternalError({ thing: 'segment', wanted, got: `a raster of ${raster.bands.length} bands` });
    }
    const bandOf = (band: BandRef): Band => raster.bands[bandNumbers.indexOf(findBand(band))]!;
    const known = new Map<string, Band>();
    const values = sources.map((source) => {
      const key = JSON.stringify(source);
      const column = known.get(key) ?? computeSource(source, bandOf, scaling);
      known.set(key, column);
      return column;
    });
    return { length: raster.window.width * raster.window.height, values, valid: raster.valid };
  };
}

function computeSource(source: Source, bandOf: (band: BandRef) => Band, scaling: LinearScaling): Band {
  if (source.kind === 'raw') return bandOf(source.band);
  if (source.kind === 'band') return scaleBand(bandOf(source.band), scaling);
  const index = findIndex(source.name)!;
  return computeIndex(index, index.roles.map(bandOf), scaling);
}

function scaleBand(band: Band, { scale, offset }: LinearScaling): Band {
  if (scale === 1 && offset === 0) return band;
  const scaled = new Float32Array(band.length);
  for (let i = 0; i < band.length; i++) scaled[i] = band[i]! * scale + offset;
  return scaled;
}
