import { bilateral } from './bilateral.js';
import { biophysical } from './biophysical.js';
import { box } from './box.js';
import { clahe } from './clahe.js';
import { clouds } from './clouds.js';
import { expression } from './expression.js';
import { gabor } from './gabor.js';
import { gaussian } from './gaussian.js';
import { glcm } from './glcm.js';
import { gradient } from './gradient.js';
import { grey } from './grey.js';
import { hsv } from './hsv.js';
import { indexLayer } from './index-layer.js';
import { lab } from './lab.js';
import { laplacianOfGaussian } from './laplacian-of-gaussian.js';
import type { LayerKind } from './layer.js';
import { lbp } from './lbp.js';
import { localEntropy } from './local-entropy.js';
import { mean } from './mean.js';
import { meanShiftFilter } from './mean-shift-filter.js';
import { median } from './median.js';
import { morphology } from './morphology.js';
import { normalize } from './normalize.js';
import { pca } from './pca.js';
import { ycbcr } from './ycbcr.js';

/** Every kind of layer that a recipe can define. */
export const LAYER_KINDS: readonly LayerKind[] = [
  expression,
  indexLayer,
  biophysical,
  grey,
  mean,
  normalize,
  clahe,
  clouds,
  gaussian,
  box,
  median,
  bilateral,
  meanShiftFilter,
  morphology,
  hsv,
  lab,
  ycbcr,
  pca,
  gradient,
  laplacianOfGaussian,
  gabor,
  glcm,
  lbp,
  localEntropy,
];

export const LAYER_KIND_NAMES: readonly string[] = LAYER_KINDS.map(({ name }) => name);

export function findLayerKind(name: string): LayerKind | null {
  return LAYER_KINDS.find((kind) => kind.name === name) ?? null;
}
