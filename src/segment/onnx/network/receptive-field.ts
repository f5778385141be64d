import { loadOnnxFacts, type Side } from '../onnx-facts.js';
import { loadOnnxGraph, type OnnxGraph } from '../onnx-graph.js';
import {
  type Place,
  POINTWISE,
  REDUCING,
  resizePlace,
  type Span,
  type Step,
  shrinkPlace,
  windowOf,
} from './receptive-steps.js';

/** Down and across. */
type Field = readonly [Span, Span];

/** Of a tensor: what its values depend on; null is the whole patch. Those that depend on no pixel have none. */
type Fields = Map<string, Field | null>;

/**
 * How far a network looks around a pixel, in pixels of its input, by the operators of its graph; null where something in
 * it sees the whole patch, or may do so. What its weights make of that is not asked: most networks look at the rim of
 * this but faintly.
 *
 * @param outputs which outputs are looked at; all if missing
 * @throws InputError where the file cannot be read or is no ONNX file
 */
export function receptiveRadiusPx(path: string, outputs?: readonly string[]): number | null {
  const facts = loadOnnxFacts(path);
  return findRadiusPx(loadOnnxGraph(path), {
    inputs: new Map(facts.inputs.map((one) => [one.name, one.shape])),
    outputs,
  });
}

export function findRadiusPx(
  graph: OnnxGraph,
  { inputs, outputs }: { inputs: ReadonlyMap<string, Side[] | null>; outputs?: readonly string[] | undefined },
): number | null {
  const start: Span = { stepPx: 1, isExact: true, before: 0, after: 0 };
  const fields: Fields = new Map([...inputs.keys()].map((name) => [name, [start, start]]));
  const [shape] = inputs.values();
  for (const node of graph.nodes) {
    const known = node.inputs.flatMap((name) => (fields.has(name) ? [fields.get(name) as Field | null] : []));
    // It depends on no pixel; nor does the number of pixels.
    if (known.length === 0 || node.operator === 'Shape' || node.operator === 'Size') continue;
    const field = known.includes(null) ? null : passNode({ node, graph, fields, shape }, joinFields(known as Field[]));
    for (const name of node.outputs) fields.set(name, field);
  }
  const ends = (outputs ?? graph.outputs).flatMap((name) =>
    fields.has(name) ? [fields.get(name) as Field | null] : [],
  );
  if (ends.includes(null)) return null;
  const radius = Math.max(0, ...(ends as Field[]).flat().map(radiusOf));
  // A file that is broken may have windows or steps of no size.
  return Number.isFinite(radius) ? radius : null;
}

/** An output of another size is stretched over the patch, which mixes neighbours once more. */
function radiusOf({ stepPx, isExact, before, after }: Span): number {
  const stretch = isExact && stepPx !== 1 ? stepPx : 0;
  return Math.ceil(Math.max(-before, after) + stretch - 1e-6);
}

function passNode(step: Step, field: Field): Field | null {
  const { operator } = step.node;
  if (REDUCING.has(operator)) return isOverChannels(step) ? field : null;
  if (operator === 'Slice') return isEverywhere(step, 4, 1) ? field : null;
  // What is looked up in a table of constants.
  if (operator === 'Gather') return step.fields.has(step.node.inputs[0]) && !isOverChannels(step) ? null : field;
  if (POINTWISE.has(operator)) return field;
  const places = [0, 1].map((axis) => placeOf(step, axis, field[axis]));
  if (places.includes(null)) return null;
  return field.map((span, axis) => moveSpan(span, places[axis] as Place)) as unknown as Field;
}

function placeOf(step: Step, axis: number, span: Span): Place | null {
  const { operator } = step.node;
  if (operator === 'Resize' || operator === 'Upsample') return resizePlace(step, axis, span);
  if (operator === 'DepthToSpace' || operator === 'SpaceToDepth') return shrinkPlace(step.node);
  return windowOf(step, axis);
}

function moveSpan({ stepPx, isExact, before, after }: Span, { first, last, step }: Place): Span {
  return {
    stepPx: stepPx * (step ?? 1),
    isExact: isExact && step !== null,
    before: before + first * stepPx,
    after: after + last * stepPx,
  };
}

function joinFields(fields: readonly Field[]): Field {
  return [0, 1].map((axis) => fields.map((field) => field[axis]).reduce((a, b) => joinSpans(a, b))) as unknown as Field;
}

/** What is put together is of one size. */
function joinSpans(a: Span, b: Span): Span {
  const { stepPx, isExact } = a.isExact === b.isExact ? (a.stepPx < b.stepPx ? a : b) : a.isExact ? a : b;
  return { stepPx, isExact, before: Math.min(a.before, b.before), after: Math.max(a.after, b.after) };
}

function isOverChannels({ node, graph }: Step): boolean {
  const axes = node.ints.get('axes') ?? node.ints.get('axis') ?? graph.constants.get(node.inputs[1])?.values;
  return axes?.length === 1 && axes[0] === 1;
}

/** Whether all numbers of an input are known, and are this one; also where there is no such input. */
function isEverywhere({ node, graph }: Step, input: number, wanted: number): boolean {
  if (!node.inputs[input]) return true;
  return graph.constants.get(node.inputs[input])?.values?.every((value) => value === wanted) ?? false;
}
