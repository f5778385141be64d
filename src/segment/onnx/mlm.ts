import { type MlmInput, type MlmItem, type MlmOutput, type MlmScaling, parseMlmItem } from './mlm-schema.js';
import {
  type BandScaling,
  type Fact,
  fact,
  type Layout,
  type ModelClass,
  type ModelKind,
  NO_SCALING,
  type Said,
  type SaidInput,
  type SaidOutput,
} from './model-contract.js';

/** The first of an output's tasks that is here tells its kind. */
const KINDS: readonly (readonly [string, ModelKind])[] = [
  ['panoptic-segmentation', 'panoptic'],
  ['instance-segmentation', 'instance'],
  ['semantic-segmentation', 'semantic'],
  ['segmentation', 'semantic'],
  ['regression', 'regression'],
  ['object-detection', 'detection'],
  ['detection', 'detection'],
  ['classification', 'classification'],
  ['scene-classification', 'classification'],
];

/** Names of sides, in lower case. */
const SIDES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(['batch', 'b', 'n'].map((name) => [name, 'N'])),
  ...Object.fromEntries(
    ['channel', 'channels', 'band', 'bands', 'c', 'variables', 'class', 'classes'].map((name) => [name, 'C']),
  ),
  ...Object.fromEntries(['height', 'h', 'y', 'lat', 'latitude'].map((name) => [name, 'H'])),
  ...Object.fromEntries(['width', 'w', 'x', 'lon', 'longitude'].map((name) => [name, 'W'])),
};
const LAYOUTS: readonly string[] = ['NCHW', 'NHWC', 'NHW'] satisfies Layout[];

/**
 * What a STAC Item says of the model that lies beside it (github.com/stac-extensions/mlm).
 *
 * @throws InputError that names what is amiss
 */
export function readMlm(json: unknown, { source, modelFile }: { source: string; modelFile: string }): Said {
  const item = parseMlmItem(json, source);
  const said: Said = { inputs: [], outputs: [], contradictions: [], notes: [] };
  item.properties['mlm:input'].forEach((input, i) => {
    said.inputs.push(readInput(input, `mlm:input[${i}]`, said.notes));
  });
  item.properties['mlm:output'].forEach((output, i) => {
    said.outputs.push(readOutput(output, `mlm:output[${i}]`, said.notes));
  });
  const pixelSizeM = findPixelSize(item);
  if (pixelSizeM) said.pixelSizeM = pixelSizeM;
  const named = Object.values(item.assets ?? {}).flatMap(({ href }) => (href?.endsWith('.onnx') ? [baseOf(href)] : []));
  if (named.length > 0 && !named.includes(modelFile)) {
    said.contradictions.push(`model.json describes ${named.join(', ')}, and the file is ${modelFile}`);
  }
  return said;
}

function readInput(input: MlmInput, path: string, notes: string[]): SaidInput {
  const { shape, dim_order, data_type } = input.input;
  const from = (key: string): string => `model.json: ${path}.${key}`;
  const letters = lettersOf(dim_order);
  const layout = layoutOf(letters);
  if (!layout) notes.push(`model.json: ${path} has sides ${dim_order.join(', ')}, which cannot be run`);
  const bands = (input.bands ?? []).map((band) => (typeof band === 'string' ? band : band.name));
  const scaling = readScaling(input, path, notes);
  const side = (letter: string): number | undefined => shape[letters.indexOf(letter)];
  const length = (letter: string): Fact<number | 'dynamic'> | undefined => {
    const found = side(letter);
    return found === undefined ? undefined : fact(found > 0 ? found : 'dynamic', from('input.shape'));
  };
  const [heightPx, widthPx, count] = [length('H'), length('W'), side('C')];
  return {
    ...(input.name ? { name: input.name } : {}),
    dataType: fact(data_type, from('input.data_type')),
    ...(layout ? { layout: fact(layout, from('input.dim_order')) } : {}),
    ...(count && count > 0 ? { bandCount: fact(count, from('input.shape')) } : {}),
    ...(bands.length > 0 ? { bands: fact(bands, from('bands')) } : {}),
    ...(heightPx ? { heightPx } : {}),
    ...(widthPx ? { widthPx } : {}),
    ...(scaling ? { scaling: fact(scaling, from('value_scaling')) } : {}),
  };
}

/** Where it is left out, values are taken as they are, unless a function prepares them. */
function readScaling(input: MlmInput, path: string, notes: string[]): BandScaling[] | null {
  if (input.pre_processing_function) {
    notes.push(`model.json: ${path} prepares its values by a function of its own, which cannot be run`);
    return null;
  }
  const scalings = input.value_scaling ?? [];
  if (scalings.length === 0) return [NO_SCALING];
  const read = scalings.map((scaling) => (scaling ? toBandScaling(scaling) : NO_SCALING));
  if (read.every((scaling) => scaling !== null)) return read;
  notes.push(`model.json: ${path}.value_scaling has an expression, or a range without extent, which cannot be used`);
  return null;
}

function toBandScaling(scaling: MlmScaling): BandScaling | null {
  switch (scaling.type) {
    case null:
      return NO_SCALING;
    case 'min-max': {
      const { minimum, maximum } = scaling;
      if (!(maximum > minimum)) return null;
      // (x − minimum) / extent
      return { ...NO_SCALING, offset: 0 - minimum, std: maximum - minimum };
    }
    case 'z-score':
      return { ...NO_SCALING, mean: scaling.mean, std: scaling.stddev };
    case 'clip':
      return { ...NO_SCALING, clipMin: scaling.minimum, clipMax: scaling.maximum };
    case 'clip-min':
      return { ...NO_SCALING, clipMin: scaling.minimum };
    case 'clip-max':
      return { ...NO_SCALING, clipMax: scaling.maximum };
    case 'offset':
      return { ...NO_SCALING, offset: 0 - scaling.value };
    case 'scale':
      return { ...NO_SCALING, scale: 1 / scaling.value };
    case 'processing':
      return null;
  }
}

function readOutput(output: MlmOutput, path: string, notes: string[]): SaidOutput {
  const from = (key: string): string => `model.json: ${path}.${key}`;
  const { shape, dim_order } = output.result;
  const letters = lettersOf(dim_order);
  const layout = layoutOf(letters);
  const kind = KINDS.find(([task]) => output.tasks?.includes(task))?.[1];
  const key = output['classification:classes'] ? 'classification:classes' : 'classification_classes';
  const classes = output[key]?.map(toClass) ?? [];
  const count = shape[letters.indexOf('C')];
  if (output.post_processing_function) {
    notes.push(`model.json: ${path} changes its values by a function of its own, which cannot be run`);
  }
  return {
    ...(output.name ? { name: output.name } : {}),
    ...(kind ? { kind: fact(kind, from('tasks')) } : {}),
    ...(layout ? { layout: fact(layout, from('result.dim_order')) } : {}),
    ...(count && count > 0 ? { channelCount: fact(count, from('result.shape')) } : {}),
    ...(classes.length > 0 ? { classes: fact(classes, from(key)) } : {}),
  };
}

function toClass({
  value,
  name,
  title,
  color_hint,
}: NonNullable<MlmOutput['classification:classes']>[number]): ModelClass {
  const hex = Array.isArray(color_hint)
    ? color_hint.map((part) => part.toString(16).padStart(2, '0')).join('')
    : color_hint?.replace('#', '').toLowerCase();
  return { value, name: title || name, color: hex ? `#${hex}` : null };
}

/** The one size that is given for all bands of the model, in metres. */
function findPixelSize({ properties, assets = {} }: MlmItem): Fact<number> | null {
  if (properties.gsd !== undefined) return fact(properties.gsd, 'model.json: gsd');
  const used = new Set(
    properties['mlm:input'].flatMap(({ bands = [] }) =>
      bands.map((band) => (typeof band === 'string' ? band : band.name)),
    ),
  );
  const sizes = new Set(
    [properties, ...Object.values(assets)]
      .flatMap((asset) => [...(asset.bands ?? []), ...(asset['raster:bands'] ?? [])])
      .filter(({ name }) => name !== undefined && used.has(name))
      .flatMap((band) => band.spatial_resolution ?? band['raster:spatial_resolution'] ?? band.gsd ?? []),
  );
  const [size] = sizes;
  return sizes.size === 1 ? fact(size, 'model.json: resolution of its bands') : null;
}

const lettersOf = (names: readonly string[]): string[] => names.map((name) => SIDES[name.toLowerCase()] ?? '?');

function layoutOf(letters: readonly string[]): Layout | null {
  const joined = letters.join('');
  return LAYOUTS.includes(joined) ? (joined as Layout) : null;
}

const baseOf = (href: string): string => href.slice(href.lastIndexOf('/') + 1);
