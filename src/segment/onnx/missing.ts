import type { ModelContract, ModelInput, ModelKind, ModelOutput } from './model-contract.js';

/** Kinds of which the layout of the outputs is not read, so nothing more is asked of them. */
const UNREAD: readonly ModelKind[] = ['detection', 'classification', 'other'];

/** What has to be asked for before a model can run, as `input x: scaling`. */
export function findMissing({ inputs, outputs, ...contract }: Omit<ModelContract, 'missing'>): string[] {
  const missing = inputs.flatMap((input) => ofInput(input).map((what) => `input ${input.name}: ${what}`));
  for (const output of outputs) {
    missing.push(...ofOutput(output).map((what) => `output ${output.name}: ${what}`));
  }
  const isInstance = outputs.some(({ kind }) => kind?.value === 'instance' || kind?.value === 'panoptic');
  if (isInstance && !outputs.some(({ classes }) => classes))
    missing.push('classes: their names, in the order of scores');
  if (!contract.isPixelwise && !contract.pixelSizeM) missing.push('pixel size: metres, as in training');
  return missing;
}

function ofInput({ layout, bandCount, bands, scaling }: ModelInput): string[] {
  const missing: string[] = [];
  if (!layout) missing.push('layout, NCHW or NHWC');
  if (!bands)
    missing.push(bandCount ? `bands, the names of its ${bandCount.value} in order` : 'bands, their names in order');
  if (!scaling) missing.push('scaling, what is done to the values of each band');
  return missing;
}

function ofOutput({ kind, classes, activation, layout, shape, stride }: ModelOutput): string[] {
  if (kind && UNREAD.includes(kind.value)) return [];
  const missing: string[] = [];
  if (!kind) missing.push('kind, semantic, instance or regression');
  if (kind?.value === 'instance' || kind?.value === 'panoptic') return missing;
  if (!layout) missing.push('layout, NCHW, NHWC or NHW');
  const isFixed = layout && shape?.every((side, i) => typeof side === 'number' || i === 0);
  if (isFixed && !stride) missing.push('where its pixels lie in the patch, for it is of another size');
  if (kind?.value === 'regression') return missing;
  if (!classes) missing.push('classes, their names in the order of scores');
  if (!activation) missing.push('activation, softmax, sigmoid or logits');
  return missing;
}
