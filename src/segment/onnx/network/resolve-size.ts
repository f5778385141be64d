import { type Fact, fact, type ModelContract, type ModelInput } from '../model-contract.js';
import type { Answers, Choices } from './answers.js';
import type { Problems } from './problems.js';
import { isFixed } from './resolve-input.js';
import type { NetworkSpec } from './spec.js';

const DEFAULT_PATCH_PX = 512;

export interface SizeFacts {
  contract: ModelContract;
  answers: Answers & Partial<Pick<Choices, 'patchPx' | 'overlapPx'>>;
  /** How far the network looks around a pixel, in its pixels; null where that is not known. */
  radiusPx: number | null;
  /** Border that its output lacks on each side; 0 where none, null where that is not known. */
  borderPx: number | null;
}

type SizePart = Pick<NetworkSpec, 'pixelSizeM' | 'patchPx' | 'overlapPx'>;

/** Size of pixels and patches. */
export function resolveSize(facts: SizeFacts, problems: Problems): SizePart | null {
  const { contract, answers } = facts;
  const said = answers.pixelSizeM ?? contract.pixelSizeM?.value ?? (contract.isPixelwise ? 'any' : undefined);
  if (said === undefined) problems.ask('pixelSizeM', 'the size of a pixel in training, in metres, or any');
  const patchPx = resolvePatch(facts, problems);
  const overlapPx = patchPx === null ? null : resolveOverlap(facts, patchPx, problems);
  if (said === undefined || patchPx === null || overlapPx === null) return null;
  return { pixelSizeM: said === 'any' ? null : said, patchPx, overlapPx };
}

/** The side that the file fixes, else that of the recipe, of the model's description, or 512; a multiple of what it has to be. */
function resolvePatch(facts: SizeFacts, problems: Problems): number | null {
  const { contract, answers } = facts;
  const input: ModelInput | undefined = contract.inputs[0];
  const sides = [input?.heightPx, input?.widthPx].filter((side) => isFixed(side ?? null));
  const fixed = sides.filter((side) => side?.value !== 'dynamic').map((side) => side?.value as number);
  if (fixed.length === 2 && fixed[0] !== fixed[1]) {
    problems.refuse('patchPx', 'an input as high as it is wide', `${fixed[0]} × ${fixed[1]} (header)`);
    return null;
  }
  const [side] = fixed;
  if (side !== undefined) {
    if (answers.patchPx === undefined || answers.patchPx === side) return side;
    problems.refuse('patchPx', `${side} (header)`, String(answers.patchPx));
    return null;
  }
  const { value: multiple, source } = multipleOf(facts) ?? { value: 1, source: '' };
  const wanted = answers.patchPx ?? contract.patchPx?.value ?? DEFAULT_PATCH_PX;
  const rounded = Math.max(1, Math.ceil(wanted / multiple)) * multiple;
  if (answers.patchPx === undefined || rounded === wanted) return rounded;
  problems.refuse('patchPx', `a multiple of ${multiple} (${source})`, String(wanted));
  return null;
}

const multipleOf = ({ contract, answers }: SizeFacts): Fact<number> | null =>
  answers.multiplePx ? fact(answers.multiplePx, 'multiplePx') : (contract.inputs[0]?.multiplePx ?? null);

/** What the recipe says; else the share that the description gives, half of it on each side; else how far the network looks, a quarter of a patch at most; else an eighth. */
function resolveOverlap(facts: SizeFacts, patchPx: number, problems: Problems): number | null {
  const { contract, answers, radiusPx, borderPx } = facts;
  const most = Math.ceil(patchPx / 2) - 1;
  const answered = answers.overlapPx;
  if (answered !== undefined) {
    const least = borderPx ?? 0;
    if (answered >= least && answered <= most) return answered;
    const reason = least > 0 ? ', as its output lacks so many pixels on each side' : '';
    problems.refuse('overlapPx', `${least} to ${most}, less than half a patch${reason}`, String(answered));
    return null;
  }
  if (borderPx === null) {
    problems.ask('overlapPx', 'at least as many pixels as its output lacks on each side');
    return null;
  }
  const share = contract.patchOverlap?.value;
  const found =
    share !== undefined
      ? Math.round((share * patchPx) / 2)
      : radiusPx !== null
        ? Math.min(Math.ceil(radiusPx), Math.floor(patchPx / 4))
        : contract.isPixelwise
          ? 0
          : Math.floor(patchPx / 8);
  return Math.min(most, Math.max(borderPx, found));
}
