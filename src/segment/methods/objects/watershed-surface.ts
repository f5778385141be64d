import type { Band } from '../../../raster/raster.js';
import { gradient, gradientInput } from '../../layers/gradient.js';
import type { SceneBands, Source, WindowColumns } from '../../segmenter.js';
import { distanceSquared } from './distance-squared.js';

interface SurfaceOptions {
  on: 'gradient' | 'distance' | 'value';
  markers: 'minima' | 'peaks' | 'classical';
  sigmaPx: number;
}

/** The relief of a window, of its one column and of what is foreground: low where objects are. */
type Surface = (columns: WindowColumns, inside: Uint8Array) => Band;

/** What is flooded; `source` is what the columns hold, where the surface looks at any. */
export function createSurface(
  { on, markers, sigmaPx }: SurfaceOptions,
  scene: SceneBands,
  source: Source | undefined,
): Surface {
  if (on === 'distance') {
    return ({ window: { width, height } }, inside) => {
      const squared = distanceSquared({ inside, width, height });
      return markers === 'minima'
        ? reversed(new Float32Array(squared).map(Math.sqrt))
        : reversed(new Int32Array(squared));
    };
  }
  if (on === 'value') {
    return (columns) => {
      const { values } = gradientInput(columns, sigmaPx);
      return markers === 'peaks' ? reversed(new Float32Array(values)) : values;
    };
  }
  return createSlope(source!, sigmaPx, scene);
}

/** How steep the one column of a window is, which holds `source`. */
export function createSlope(
  source: Source,
  sigmaPx: number,
  scene: SceneBands,
): (columns: WindowColumns) => Float32Array {
  const options = { type: 'gradient', of: 1, operator: 'sobel', output: 'magnitude', sigmaPx };
  const layer = gradient.create(options, { ...scene, sourceOf: () => source });
  return (columns) => layer.compute(columns, null);
}

/** What was high is low; the array itself. */
function reversed<B extends Int32Array | Float32Array>(relief: B): B {
  for (let i = 0; i < relief.length; i++) relief[i] = -relief[i];
  return relief;
}
