import { InternalError } from '../errors.js';
import type { Json } from '../raster/json.js';
import type { Band, Raster } from '../raster/raster.js';
import { computeIndex, type LinearScaling } from './indices/compute.js';
import { findIndex } from './indices/table.js';
import type { Layer } from './layers/layer.js';
import type { BandRef, OtherScene, Source, WindowColumns } from './segmenter.js';

interface SourceReaderOptions {
  /** The bands of every raster, in order. */
  bandNumbers: readonly number[];
  findBand(band: BandRef, scene?: OtherScene): number;
  scaling(scene?: OtherScene): LinearScaling;
  /** By name. */
  layers: ReadonlyMap<string, Layer>;
}

/** Computes sources from rasters; one that is asked for twice is computed once. */
export function createSourceReader({ bandNumbers, findBand, scaling, layers }: SourceReaderOptions) {
  return (raster: Raster, sources: readonly Source[], layerParams: Readonly<Record<string, Json>> = {}) => {
    if (raster.bands.length !== bandNumbers.length) {
      const wanted = `bands ${bandNumbers.join(', ')}`;
      throw new InternalError({ thing: 'segment', wanted, got: `a raster of ${raster.bands.length} bands` });
    }
    const { window, valid } = raster;
    const known = new Map<string, Band>();
    const bandOf = (band: BandRef, scene?: OtherScene): Band =>
      raster.bands[bandNumbers.indexOf(findBand(band, scene))]!;
    const columnsOf = (wanted: readonly Source[]): WindowColumns => ({
      length: window.width * window.height,
      values: wanted.map(columnOf),
      valid,
      window,
    });
    const columnOf = (source: Source): Band => {
      const key = JSON.stringify(source);
      const column = known.get(key) ?? compute(source);
      known.set(key, column);
      return column;
    };
    const compute = (source: Source): Band => {
      switch (source.kind) {
        case 'raw':
          return bandOf(source.band, source.scene);
        case 'band':
          return scaleBand(bandOf(source.band, source.scene), scaling(source.scene));
        case 'index': {
          const index = findIndex(source.name)!;
          const bands = index.roles.map((role) => bandOf(role, source.scene));
          return computeIndex(index, bands, scaling(source.scene));
        }
        case 'layer': {
          const layer = layers.get(source.name)!;
          return layer.compute(columnsOf(layer.sources), layerParams[source.name] ?? null);
        }
      }
    };
    return columnsOf(sources);
  };
}

function scaleBand(band: Band, { scale, offset }: LinearScaling): Band {
  if (scale === 1 && offset === 0) return band;
  const scaled = new Float32Array(band.length);
  for (let i = 0; i < band.length; i++) scaled[i] = band[i]! * scale + offset;
  return scaled;
}
