import type { Band } from '../../../raster/raster.js';
import type { Window } from '../../../raster/window.js';
import type { BandRef } from '../../segmenter.js';
import type { Activation, BandScaling, Layout } from '../model-contract.js';
import type { Tensor } from '../session.js';

/*
 * What is fixed between the pieces that run a network over a scene:
 *
 *   resolve.ts      description of the model + answers of the recipe → NetworkSpec
 *   lattice.ts      the scene in network pixels, cut into cells, and the patch that is read for each cell
 *   input-tensor.ts columns of a patch → input tensor
 *   semantic-output.ts, instance-output.ts  output tensors of a patch → scores, or instances
 *   seams.ts, augment.ts, instances/…       answers of patches → answer for a block
 */

/** Which kinds of result can be run. */
export const NETWORK_KINDS = ['semantic', 'instance', 'panoptic'] as const;
export type NetworkKind = (typeof NETWORK_KINDS)[number];

/** How the answers of patches that overlap are put together. */
export const SEAM_POLICIES = ['crop', 'uniform', 'cosine', 'gaussian'] as const;
export type SeamPolicy = (typeof SEAM_POLICIES)[number];

/** Copies of a patch that are asked beside it: mirrored, and turned by quarters. */
export const AUGMENTATIONS = ['none', 'flips', 'all'] as const;
export type Augmentation = (typeof AUGMENTATIONS)[number];

/** A function that some networks want their values to go through; see `dynamic-world.ts`. */
export const TRANSFORMS = ['dynamic-world'] as const;
export type Transform = (typeof TRANSFORMS)[number];

/** Types of an input that can be fed. */
export type InputType = 'float32' | 'float16' | 'uint8';

export interface NetworkClass {
  /** Channel of its score, or what the network calls it where it gives ids or labels. */
  value: number;
  /**
   * What instances of it are called, where that is another number than `value`: channels and labels of a panoptic network
   * are counted apart. Classes of both outputs are one by their name.
   */
  label?: number;
  name: string;
  /** As `#4d9a2f`; null: one is made. */
  color: string | null;
  /** Its id in the class mask; 0: pixels of it get `rest`. */
  id: number;
}

/** Where a semantic output is, and what its numbers mean. */
export interface SemanticOutput {
  name: string;
  layout: Layout;
  activation: Activation;
  /**
   * How it lies on the patch where it is of another size: it covers the same ground (`stretch`), or one pixel is one pixel
   * and a border was lost on all sides (`centre`).
   */
  fit: 'stretch' | 'centre';
}

/** Outputs of a network that finds instances. */
export type InstanceOutput =
  | {
      /** As torchvision's Mask R-CNN: x1 y1 x2 y2 in pixels of the input; masks of the whole patch, or of the box alone. */
      family: 'mask-rcnn';
      boxes: string;
      labels: string;
      scores: string;
      masks: string;
    }
  | {
      /** As Ultralytics': centre, size, scores of classes, coefficients for each anchor; prototypes at a stride. */
      family: 'yolo-seg';
      detections: string;
      prototypes: string;
    };

/** All that has to be known of a network to run it over a scene. Pure data: it is part of a run's plan. */
export interface NetworkSpec {
  /** Absolute path. */
  model: string;
  modelSha256: string;
  device: 'cpu' | 'cuda';
  kind: NetworkKind;
  input: { name: string; dataType: InputType; layout: 'NCHW' | 'NHWC' };
  /** What each channel is: a band, an index or a layer. */
  bands: BandRef[];
  /** Values as they are stored, or reflectance. */
  values: 'stored' | 'reflectance';
  /** One for each band, or one for all. */
  scaling: BandScaling[];
  /** Applied after `scaling`; null: none. */
  transform: Transform | null;
  /** What reflectance is expected to lie between, for a check of the scaling; null: not checked. */
  expected: { min: number; max: number } | null;
  /** Null where it finds instances alone. */
  semantic: SemanticOutput | null;
  /** Null where it is semantic alone. */
  instance: InstanceOutput | null;
  /** In order of `value`; of a panoptic network the stuff and the things. */
  classes: NetworkClass[];
  /** Names of the classes that are counted one by one; null: those that instances come of, of a panoptic network those with a `label`. */
  things: string[] | null;
  /** Size of a pixel in training, in metres on the ground; null: the scene's own, whatever it is. */
  pixelSizeM: number | null;
  /** Side of a patch, in network pixels. */
  patchPx: number;
  /** Pixels that a patch sees beyond its cell on each side; less than half a patch. */
  overlapPx: number;
  seams: SeamPolicy;
  augment: Augmentation;
  /** Patches that are asked about at once. */
  batch: number;
  /** Pixels, or instances, with a lower score get `rest`. */
  minScore: number;
  /** Of two instances that cover each other more (intersection over union), the less certain one is dropped. */
  maxIou: number;
  /** Class id of pixels that hold data but get no class. */
  rest: number;
}

/** The scene seen with pixels of the size that the network was trained with. */
export interface NetworkGrid {
  /** In network pixels. */
  width: number;
  height: number;
  /** Pixels of the scene for each network pixel; 1 where nothing is resampled. */
  scaleX: number;
  scaleY: number;
}

/** One call's worth of the scene; all windows in network pixels. */
export interface Patch {
  /** Number of its cell, row by row over the whole scene. */
  index: number;
  /** What the network sees, `patchPx` square; it reaches beyond the scene only where the scene is smaller than a patch. */
  window: Window;
  /** What is its own: cells cover the scene exactly once, and each lies within its window. */
  cell: Window;
}

/** What patches are cut from: columns in network pixels. */
export interface NetworkColumns {
  window: Window;
  /** What each channel is, unscaled. */
  values: readonly Band[];
  /** 1 where all of `values` are known: data, and no NaN; null where they are everywhere. */
  known: Uint8Array | null;
}

/**
 * Where the pixels of a patch are among columns: that of its row y and column x at `rows[y] + columns[x]`. So a patch is cut,
 * mirrored, turned, and filled up beyond the scene's edge without a copy.
 */
export interface PatchPlaces {
  rows: Int32Array;
  columns: Int32Array;
}

/** Fills the input of a network, `batch` patches at most; `createInputWriter(spec)` of input-tensor.ts makes one. */
export interface InputWriter {
  /** Pixels that are not known get 0 after the scaling. */
  write(slot: number, columns: NetworkColumns, places: PatchPlaces): void;
  /** The first `count` slots, without a copy: it is overwritten by the next patches. */
  tensor(count: number): Tensor;
}

/** What a network said of one patch, its batch side of length 1. */
export type PatchOutputs = Readonly<Record<string, Tensor>>;

/** Scores of a patch: channel by channel of `classes`, row by row of the patch; NaN where the network said nothing. */
export interface PatchScores {
  width: number;
  height: number;
  /** Probabilities, classes.length × height × width. */
  scores: Float32Array;
}

/** One instance that a network found in a patch. */
export interface PatchInstance {
  /** Index into `classes`. */
  class: number;
  score: number;
  /** Its box cut to whole pixels, in network pixels of the scene. */
  window: Window;
  /** 1 where it is, row by row of `window`. */
  mask: Uint8Array;
}

/** Asks the network about patches of the columns at hand. */
export interface PatchRunner {
  grid: NetworkGrid;
  /** Patches whose cell, or with `seen` whose window, meets this window of network pixels; in order of index. */
  patchesOver(window: Window, by: 'cell' | 'seen'): Patch[];
  /**
   * Hands over the outputs of each patch, in order; patches without a pixel of data in their cell are not asked and get
   * null. Outputs are valid until the callback ends. With `turns` each patch is asked so many times, one after the other,
   * mirrored and turned as `turn` of augment.ts says; 0, the only one if missing, is the patch as it is.
   */
  run(
    patches: readonly Patch[],
    onOutputs: (patch: Patch, outputs: PatchOutputs | null, turn: number) => void,
    turns?: readonly number[],
  ): Promise<void>;
}
