import { ANY_TIME, describeStacClass, MODEL_EXTENSIONS, toMultihash } from '../../../raster/stac.js';
import { type DescribedModel, describeModel } from '../describe-model.js';
import { readMlm } from '../mlm.js';
import type { BandScaling } from '../model-contract.js';
import type { OnnxPort } from '../onnx-facts.js';
import { pickChoices } from './answers.js';
import { OWN_KEY, type OwnAnswers } from './own-answers.js';
import { tryNetwork } from './resolve.js';
import type { NetworkSpec } from './spec.js';

const TASKS = {
  semantic: 'semantic-segmentation',
  instance: 'instance-segmentation',
  panoptic: 'panoptic-segmentation',
} as const;
const SIDES: Readonly<Record<string, string>> = { N: 'batch', C: 'bands', H: 'height', W: 'width' };

interface ItemFacts {
  /** Small letters, digits and hyphens. */
  name: string;
  spec: NetworkSpec;
  described: DescribedModel;
  /** Name of the file beside the item. */
  file: string;
  /** The item that described the model before; what it says beside this stays. */
  before: Record<string, unknown> | null;
}

/**
 * All that is known of a network as a STAC Item (1.1) with the extension "Machine Learning Model"
 * (github.com/stac-extensions/mlm, 1.5.2); what that has no place for as options of a recipe.
 */
export function makeNetworkItem(item: ItemFacts): object {
  return makeItem(item, trimOwn(item));
}

/** The answers without which another network would be understood. */
function trimOwn(item: ItemFacts): OwnAnswers {
  const { spec, described, file } = item;
  const understand = (own: OwnAnswers): string => {
    const said = readMlm(makeItem(item, own), { source: file, modelFile: file });
    const contract = { ...describeModel(described.facts, said), isPixelwise: described.contract.isPixelwise };
    const choices = pickChoices({ ...spec, patchPx: undefined, overlapPx: undefined });
    const facts = { path: spec.model, contract, own, radiusPx: described.radiusPx };
    const { modelSha256 } = spec;
    return JSON.stringify(tryNetwork({ described: facts, modelSha256, answers: {}, choices }));
  };
  let own = describeOwn(spec);
  const whole = understand(own);
  for (const key of Object.keys(own) as (keyof OwnAnswers)[]) {
    const { [key]: _, ...rest } = own;
    if (understand(rest) === whole) own = rest;
  }
  return own;
}

function makeItem({ name, spec, described, file, before }: ItemFacts, own: OwnAnswers): object {
  const { facts } = described;
  const said = (before?.properties ?? {}) as Record<string, unknown>;
  const tasks = [TASKS[spec.kind]];
  return {
    type: 'Feature',
    stac_version: '1.1.0',
    stac_extensions: MODEL_EXTENSIONS,
    id: name,
    geometry: before?.geometry ?? null,
    ...(before?.bbox ? { bbox: before.bbox } : {}),
    properties: {
      ...ANY_TIME,
      ...{ 'mlm:architecture': 'unknown', 'mlm:framework': 'ONNX' },
      ...said,
      ...(spec.pixelSizeM === null ? {} : { gsd: spec.pixelSizeM }),
      // Names begin with a letter there.
      'mlm:name': /^[a-z]/.test(name) ? name : `model-${name}`,
      'mlm:tasks': tasks,
      'mlm:input': [describeInput(spec, facts.inputs[0])],
      'mlm:output': facts.outputs.map((port) => describeOutput(port, spec)),
      [OWN_KEY]: own,
    },
    links: [],
    assets: {
      model: {
        href: `./${file}`,
        type: 'application/octet-stream; application=onnx',
        title: (said.title as string | undefined) ?? name,
        roles: ['mlm:model', 'mlm:weights'],
        'mlm:artifact_type': 'onnx',
        'raster:bands': spec.bands.map((band) => ({ name: String(band) })),
        'file:size': facts.bytes,
        'file:checksum': toMultihash(spec.modelSha256),
      },
    },
  };
}

function describeInput({ input, bands, scaling }: NetworkSpec, port: OnnxPort): object {
  return {
    name: input.name,
    bands: bands.map(String),
    input: {
      shape: sidesOf(port),
      dim_order: [...input.layout].map((letter) => SIDES[letter]),
      data_type: input.dataType,
    },
    value_scaling: describeScalings(scaling),
    resize_type: null,
  };
}

/** Null where values are taken as they are. */
function describeScalings(scaling: readonly BandScaling[]): (object | null)[] | null {
  const described = scaling.map(describeScaling);
  return described.every((one) => one === null) ? null : described;
}

/** As one of MLM's scalings; what clips beside is not told there. */
function describeScaling({ clipMin, clipMax, scale, offset, mean, std }: BandScaling): object | null {
  const isPlain = scale === 1 && offset === 0 && mean === 0 && std === 1;
  if (isPlain && clipMin !== null && clipMax !== null) return { type: 'clip', minimum: clipMin, maximum: clipMax };
  if (isPlain && clipMin !== null) return { type: 'clip-min', minimum: clipMin };
  if (isPlain && clipMax !== null) return { type: 'clip-max', maximum: clipMax };
  if (isPlain) return null;
  if (scale === 1 && mean === 0 && std > 0) return { type: 'min-max', minimum: 0 - offset, maximum: std - offset };
  if (offset === 0 && mean === 0 && std === 1) return { type: 'scale', value: 1 / scale };
  if (std / scale > 0) return { type: 'z-score', mean: (mean - offset) / scale, stddev: std / scale };
  return null;
}

function describeOutput(port: OnnxPort, spec: NetworkSpec): object {
  const { semantic, instance, classes } = spec;
  const isSemantic = semantic?.name === port.name;
  const isOfLabels =
    instance && (instance.family === 'mask-rcnn' ? instance.labels : instance.detections) === port.name;
  const named = isSemantic
    ? classes.map(describeStacClass)
    : isOfLabels
      ? classes.flatMap((one) =>
          semantic && one.label === undefined ? [] : [describeStacClass({ ...one, value: one.label ?? one.value })],
        )
      : [];
  const shape = sidesOf(port);
  const letters = isSemantic && semantic.layout.length === shape.length ? [...semantic.layout] : null;
  return {
    name: port.name,
    tasks: [TASKS[spec.kind]],
    result: {
      shape,
      dim_order: letters?.map((letter) => (letter === 'C' ? 'class' : SIDES[letter])) ?? shape.map(nameSide),
      data_type: port.elementType,
    },
    ...(named.length > 0 ? { 'classification:classes': named } : {}),
    post_processing_function: null,
  };
}

/** -1 where a side may have any length; one such side where not even their number is known. */
const sidesOf = ({ shape }: OnnxPort): number[] =>
  shape && shape.length > 0 ? shape.map((side) => (typeof side === 'number' ? side : -1)) : [-1];

/** `side-a`, `side-b` …: nobody knows what they are. */
const nameSide = (_: number, i: number): string => `side-${String.fromCharCode('a'.charCodeAt(0) + i)}`;

/** What MLM has no place for, and what it would round or leave out. */
function describeOwn(spec: NetworkSpec): OwnAnswers {
  const { kind, semantic, instance, values, scaling, transform, expected, things, pixelSizeM } = spec;
  const { family: _, ...names } = instance ?? { family: null };
  return {
    kind,
    values,
    scaling: scaling.map(omitNothing),
    ...(transform ? { transform } : {}),
    ...(expected ? { expected } : {}),
    layout: spec.input.layout,
    ...(semantic
      ? { output: semantic.name, outputLayout: semantic.layout, activation: semantic.activation, fit: semantic.fit }
      : {}),
    ...(instance ? { outputs: names as NonNullable<OwnAnswers['outputs']> } : {}),
    classes: spec.classes.map(({ value, name, color, id, label }) => ({
      ...{ name, value, id },
      ...(color ? { color } : {}),
      ...(label === undefined ? {} : { label }),
    })),
    ...(things ? { things } : {}),
    pixelSizeM: pixelSizeM ?? 'any',
    patchPx: spec.patchPx,
    overlapPx: spec.overlapPx,
  };
}

/** Without what changes nothing. */
function omitNothing({ clipMin, clipMax, scale, offset, mean, std }: BandScaling) {
  return {
    ...(clipMin === null ? {} : { clipMin }),
    ...(clipMax === null ? {} : { clipMax }),
    ...(scale === 1 ? {} : { scale }),
    ...(offset === 0 ? {} : { offset }),
    ...(mean === 0 ? {} : { mean }),
    ...(std === 1 ? {} : { std }),
  };
}
