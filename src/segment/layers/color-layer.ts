import type { ToSpace } from '../color/color-space.js';
import { fitWhite } from '../color/white.js';
import type { BandRef, SceneBands } from '../segmenter.js';
import { blankUndefined, findDefined } from './defined.js';
import type { Layer } from './layer.js';

interface ColorLayer {
  /** What is shown as red, green and blue. */
  of: readonly BandRef[];
  white: number | 'auto';
  toSpace: ToSpace;
  /** Which of the three numbers of the space. */
  component: number;
}

/** The layer that is one number of a colour space. */
export function createColorLayer({ of, white, toSpace, component }: ColorLayer, scene: SceneBands): Layer {
  return {
    haloPx: 0,
    sources: of.map(scene.sourceOf),
    ...(white === 'auto' ? { fit: (sample) => fitWhite(sample, 'layer of colours') } : {}),
    compute: (columns, params) => {
      const scale = 1 / (white === 'auto' ? (params as number) : white);
      const [red, green, blue] = columns.values;
      const plane = new Float32Array(columns.length);
      const color = new Float64Array(3);
      for (let i = 0; i < plane.length; i++) {
        toSpace(red[i] * scale, green[i] * scale, blue[i] * scale, color);
        plane[i] = color[component];
      }
      return blankUndefined(plane, findDefined(columns));
    },
  };
}
