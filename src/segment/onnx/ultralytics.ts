import { toClasses } from './deepness.js';
import { type Fact, fact, type ModelKind, NO_SCALING, type Said, type SaidInput } from './model-contract.js';
import { type Literal, parseLiteral } from './python-literal.js';

const KINDS: Readonly<Record<string, ModelKind>> = {
  segment: 'instance',
  semantic: 'semantic',
  detect: 'detection',
  classify: 'classification',
  pose: 'other',
  obb: 'other',
};

const MAX_8_BIT = 255;

/**
 * What Ultralytics writes into the models that it exports (docs.ultralytics.com, "Export"), or null where nothing of it is
 * there. Its networks take red, green and blue, 8-bit values divided by 255.
 */
export function readUltralytics(metadata: ReadonlyMap<string, string>): Said | null {
  if (!metadata.has('task') || !metadata.has('names') || !metadata.has('stride')) return null;
  const notes: string[] = [];
  const read = <Value>(key: string, take: (value: Literal) => Value | null): Fact<Value> | undefined => {
    const text = metadata.get(key);
    if (text === undefined) return undefined;
    // Texts stand there without quotes.
    const parsed = parseLiteral(text) ?? (/^\w+$/.test(text) ? { value: text } : null);
    const value = parsed ? take(parsed.value) : null;
    if (value !== null) return fact(value, `ultralytics: ${key}`);
    notes.push(`ultralytics: ${key} cannot be read: ${text.slice(0, 60)}`);
    return undefined;
  };
  const kind = read('task', (value) => KINDS[String(value)] ?? null);
  const classes = read('names', toClasses);
  const stride = read('stride', isCount);
  const size = read('imgsz', toSize);
  const channels = read('channels', isCount);
  const args = read('args', (value) => (value instanceof Map ? value : null));
  if (args?.value.get('nms') === true || metadata.get('end2end') === 'True') {
    notes.push('ultralytics: overlapping boxes are removed within the model');
  }
  const isRgb = channels === undefined || channels.value === 3;
  const input: SaidInput = {
    layout: fact('NCHW', 'ultralytics: as it always does'),
    values: fact('stored', 'ultralytics: 8-bit values, as it always does'),
    scaling: fact([{ ...NO_SCALING, scale: 1 / MAX_8_BIT }], 'ultralytics: 8-bit values / 255, as it always does'),
    ...(isRgb ? { bands: fact(['red', 'green', 'blue'], 'ultralytics: RGB, as it always does') } : {}),
    ...(stride ? { multiplePx: stride } : {}),
  };
  return {
    inputs: [input],
    // Of a network for instances the second output holds the prototypes of masks.
    outputs: [
      { ...(kind ? { kind } : {}), ...(classes ? { classes } : {}) },
      ...(kind?.value === 'instance' ? [{ kind }] : []),
    ],
    ...(size ? { patchPx: size } : {}),
    contradictions: [],
    notes,
  };
}

const isCount = (value: Literal): number | null =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : null;

/** The side of a patch; of one that is not square the longer one. */
function toSize(value: Literal): number | null {
  const sides = (Array.isArray(value) ? value : [value]).map(isCount);
  return sides.length > 0 && sides.every((side) => side !== null) ? Math.max(...sides) : null;
}
