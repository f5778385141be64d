/** Name of a model's description, in the folder of its file. */
export const CONTRACT_FILE = 'model.json';

/** Something that is known of a model, and the place that says so, as `deepness: class_names`. */
export interface Fact<Value> {
  value: Value;
  source: string;
}

/** Sides in their order: batch, channels, height, width. */
export type Layout = 'NCHW' | 'NHWC' | 'NHW';

/** How a band's values are made into what the model takes: ((clip(x) · scale + offset) − mean) / std. */
export interface BandScaling {
  clipMin: number | null;
  clipMax: number | null;
  scale: number;
  offset: number;
  mean: number;
  std: number;
}

export type BandValues = 'stored' | 'reflectance';

export type ModelKind = 'semantic' | 'instance' | 'panoptic' | 'regression' | 'detection' | 'classification' | 'other';

/** What the values of an output are. */
export type Activation = 'softmax' | 'sigmoid' | 'logits' | 'argmax';

export interface ModelClass {
  /** The channel of its score, or the id where the model gives ids. */
  value: number;
  name: string;
  /** As `#4d9a2f`. */
  color: string | null;
}

export interface ModelInput {
  name: string;
  /** Type of the values it takes, as the header says. */
  dataType: string;
  shape: (number | string | null)[] | null;
  layout: Fact<Layout> | null;
  bandCount: Fact<number> | null;
  bands: Fact<string[]> | null;
  heightPx: Fact<number | 'dynamic'> | null;
  widthPx: Fact<number | 'dynamic'> | null;
  /** Height and width must be multiples of it. */
  multiplePx: Fact<number> | null;
  /** What is scaled: values as files store them, or reflectance. */
  values: Fact<BandValues> | null;
  /** One for each band, or one for all. */
  scaling: Fact<BandScaling[]> | null;
}

export interface ModelOutput {
  name: string;
  dataType: string;
  shape: (number | string | null)[] | null;
  layout: Fact<Layout> | null;
  kind: Fact<ModelKind> | null;
  classes: Fact<ModelClass[]> | null;
  activation: Fact<Activation> | null;
  /** Pixels of the input for each pixel of the output. */
  stride: Fact<number> | null;
  /** Its channels, where the number is fixed; 1 where it has no side for them. */
  channelCount: Fact<number> | null;
}

/** All that is to be known of a model to run it; null is unknown. */
export interface ModelContract {
  inputs: ModelInput[];
  outputs: ModelOutput[];
  /** What it says of a pixel depends on that pixel alone. */
  isPixelwise: boolean;
  pixelSizeM: Fact<number> | null;
  /** Side of the patches it was made for. */
  patchPx: Fact<number> | null;
  /** Share of a patch's side that neighbouring patches have in common, 0 to 1. */
  patchOverlap: Fact<number> | null;
  /** Where two places say different things; the first is taken. */
  contradictions: string[];
  /** What is there but could not be used. */
  notes: string[];
}

/** What one place says of a model. What is left out is not said. */
export interface Said {
  inputs: SaidInput[];
  outputs: SaidOutput[];
  isPixelwise?: boolean;
  pixelSizeM?: Fact<number>;
  patchPx?: Fact<number>;
  patchOverlap?: Fact<number>;
  contradictions: string[];
  notes: string[];
}

export type SaidInput = Partial<NotNull<Omit<ModelInput, 'name' | 'dataType' | 'shape'>>> & {
  name?: string;
  dataType?: Fact<string>;
};
export type SaidOutput = Partial<NotNull<Omit<ModelOutput, 'name' | 'dataType' | 'shape'>>> & { name?: string };

type NotNull<Value> = { [Key in keyof Value]: NonNullable<Value[Key]> };

/** Values are taken as they are. */
export const NO_SCALING: BandScaling = { clipMin: null, clipMax: null, scale: 1, offset: 0, mean: 0, std: 1 };

export const fact = <Value>(value: Value, source: string): Fact<Value> => ({ value, source });
