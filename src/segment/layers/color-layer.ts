import type { ToSpace } from '../color/color-space.js';
import { fitWhite } from '../color/white.js';
import type { BandRef, SceneBands } from '../segmenter.js';
import { blankUndefined, findDefined } from './defined.js';
import type { Layer } from './layer.js';

interface ColorLayer {
  /** What is shown as red, green and blue. */
  of: readonly BandRef[];
  white: number | 'auto';
  /** The number, from red, green and blue of 0 to 1. */
  numberOf(red: number, green: number, blue: number): number;
}

/** The layer that is one number of a colour space. */
export function createColorLayer({ of, white, numberOf }: ColorLayer, scene: SceneBands): Layer {
  return {
    haloPx: 0,
    sources: of.map(scene.sourceOf),
    ...(white === 'auto' ? { fit: (sample) => fitWhite(sample, 'layer of colours') } : {}),
    compute: (columns, params) => {
      const scale = 1 / (white === 'auto' ? (params as number) : white);
      const [red, green, blue] = columns.values;
      const plane = new Float32Array(columns.length);
      for (let i = 0; i < plane.length; i++) {
        plane[i] = numberOf(red[i] * scale, green[i] * scale, blue[i] * scale);
      }
      return blankUndefined(plane, findDefined(columns));
    },
  };
}

/** One number of a space that gives all three. */
export function partOf(toSpace: ToSpace, part: number): ColorLayer['numberOf'] {
  const color = new Float64Array(3);
  return (red, green, blue) => {
    toSpace(red, green, blue, color);
    return color[part];
  };
}
