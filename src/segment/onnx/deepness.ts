import {
  type Fact,
  fact,
  type ModelClass,
  type ModelKind,
  NO_SCALING,
  type Said,
  type SaidOutput,
} from './model-contract.js';
import { type Literal, parseLiteral } from './python-literal.js';

/** Keys of Deepness that no other program writes. */
const OWN_KEYS = ['model_type', 'class_names', 'tiles_size', 'tile_size', 'tiles_overlap', 'resolution'];

const KINDS: Readonly<Record<string, ModelKind>> = {
  segmentor: 'semantic',
  regressor: 'regression',
  regression: 'regression',
  detector: 'detection',
  superresolution: 'other',
};

const CM_PER_M = 100;
const MAX_8_BIT = 255;

/**
 * What the QGIS plugin Deepness finds in a model (qgis-plugin-deepness.readthedocs.io, "Adding metadata to ONNX model"), or
 * null where nothing of it is there. The plugin takes 8-bit values, divides them by 255, then standardizes.
 */
export function readDeepness(metadata: ReadonlyMap<string, string>, outputCount: number): Said | null {
  if (!OWN_KEYS.some((key) => metadata.has(key))) return null;
  const notes: string[] = [];
  const read = <Value>(key: string, take: (value: Literal) => Value | null): Fact<Value> | undefined => {
    const text = metadata.get(key);
    if (text === undefined) return undefined;
    const parsed = parseLiteral(text);
    const value = parsed ? take(parsed.value) : null;
    if (value !== null) return fact(value, `deepness: ${key}`);
    notes.push(`deepness: ${key} cannot be read: ${text.slice(0, 60)}`);
    return undefined;
  };
  const kind = read('model_type', (value) => KINDS[String(value).toLowerCase()] ?? null);
  const classes = read('class_names', (value) => toClassLists(value));
  const resolution = read('resolution', above(0));
  const overlap = read('tiles_overlap', (value) =>
    typeof value === 'number' && value >= 0 && value < 100 ? value : null,
  );
  const patchPx = read('tiles_size', above(0)) ?? read('tile_size', above(0));
  const mean = read('standardization_mean', toNumbers);
  const std = read('standardization_std', (value) => {
    const all = toNumbers(value);
    return all?.every((number) => number > 0) ? all : null;
  });
  const scaling = scalingOf(mean, std, notes);
  if (kind?.value === 'detection') notes.push('deepness: a detector gives boxes in the layout of its own network');
  return {
    inputs: [{ values: fact('stored', 'deepness: 8-bit values, as it always does'), ...(scaling ? { scaling } : {}) }],
    outputs: Array.from({ length: outputCount }, (_, i): SaidOutput => {
      const list = classes?.value[i];
      return { ...(kind ? { kind } : {}), ...(list ? { classes: fact(list, classes.source) } : {}) };
    }),
    ...(resolution ? { pixelSizeM: fact(resolution.value / CM_PER_M, resolution.source) } : {}),
    ...(overlap ? { patchOverlap: fact(overlap.value / 100, overlap.source) } : {}),
    ...(patchPx ? { patchPx } : {}),
    contradictions: [],
    notes,
  };
}

function scalingOf(mean: Fact<number[]> | undefined, std: Fact<number[]> | undefined, notes: string[]) {
  const count = Math.max(mean?.value.length ?? 1, std?.value.length ?? 1);
  const lengths = [mean, std].filter((list) => list && list.value.length !== 1 && list.value.length !== count);
  if (lengths.length > 0) {
    notes.push('deepness: standardization_mean and standardization_std are not of one length');
    return null;
  }
  const at = (list: Fact<number[]> | undefined, i: number, other: number): number =>
    list ? (list.value[i] ?? list.value[0]) : other;
  const bands = Array.from({ length: count }, (_, i) => ({
    ...NO_SCALING,
    scale: 1 / MAX_8_BIT,
    mean: at(mean, i, 0),
    std: at(std, i, 1),
  }));
  const said = [mean, std].flatMap((list) => (list ? [list.source.replace('deepness: ', '')] : []));
  return fact(bands, `deepness: ${['8-bit values / 255, as it always does', ...said].join(', ')}`);
}

/** Names by number for one output, or a list of them for several. */
function toClassLists(value: Literal): ModelClass[][] | null {
  const lists = (Array.isArray(value) ? value : [value]).map(toClasses);
  return lists.length > 0 && lists.every((list) => list !== null) ? lists : null;
}

/** Names by number, as `{0: 'water'}`, in the order of the numbers. */
export function toClasses(value: Literal): ModelClass[] | null {
  const entries: [string, Literal][] | null =
    value instanceof Map
      ? [...value]
      : Array.isArray(value)
        ? value.map((name, i): [string, Literal] => [String(i), name])
        : null;
  if (!entries || entries.length === 0) return null;
  const classes = entries.map(([key, name]) => ({ value: Number(key), name: String(name), color: null }));
  const isNumbered = classes.every((one) => Number.isSafeInteger(one.value) && one.value >= 0);
  const isNamed = entries.every(([, name]) => typeof name === 'string' || typeof name === 'number');
  return isNumbered && isNamed ? classes.sort((a, b) => a.value - b.value) : null;
}

function toNumbers(value: Literal): number[] | null {
  const list = Array.isArray(value) ? value : [value];
  const numbers = list.filter((one) => typeof one === 'number');
  return numbers.length > 0 && numbers.length === list.length ? numbers : null;
}

const above =
  (limit: number) =>
  (value: Literal): number | null =>
    typeof value === 'number' && value > limit ? value : null;
