import type { Method } from '../../segmenter.js';
import { canny } from './canny.js';
import { compactWatershed } from './compact-watershed.js';
import { contours } from './contours.js';
import { felzenszwalb } from './felzenszwalb.js';
import { flood } from './flood-fill.js';
import { hysteresis } from './hysteresis.js';
import { networkMethod } from './network.js';
import { normalizedCut } from './normalized-cut.js';
import { regionGrowing } from './region-growing.js';
import { regionMerging } from './region-merging.js';
import { slic } from './slic.js';
import { splitAndMerge } from './split-and-merge.js';
import { watershed } from './watershed.js';

/** Every method that finds objects of any size, block by block. */
export const OBJECT_METHODS: readonly Method[] = [
  felzenszwalb,
  regionMerging,
  regionGrowing,
  flood,
  splitAndMerge,
  normalizedCut,
  hysteresis,
  canny,
  contours,
  watershed,
  compactWatershed,
  slic,
  networkMethod,
];
