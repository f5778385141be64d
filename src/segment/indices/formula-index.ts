import { namesOf, parseExpression } from '../expression/parse.js';
import { makeProgram, type Program } from '../expression/program.js';
import { isRole, type Role } from '../roles.js';
import { CONSTANTS, type ConstantName, isConstant } from './constants.js';
import { findDegree } from './degree.js';
import { defineKernels, type Kernel } from './kernels.js';
import type { FormulaIndex } from './spectral-index.js';

/** What is said of an index beside its formula. */
export type FormulaFacts = Pick<FormulaIndex, 'name' | 'title' | 'formula' | 'source'> &
  Partial<Pick<FormulaIndex, 'range'>>;

export interface FormulaValues {
  /** Values of constants, where not the usual ones. */
  constants?: Readonly<Partial<Record<ConstantName, number>>>;
  kernel?: Kernel;
}

/** (a − b) / (a + b), which lies between −1 and 1. */
const DIFFERENCE = /^\((\w+) - (\w+)\) \/ \(\1 \+ \2\)$/;

/** An index from its formula; what it reads, and whether it needs reflectance, follow from that. */
export function makeFormulaIndex(
  facts: FormulaFacts,
  { constants = {}, kernel = 'rbf' }: FormulaValues = {},
): FormulaIndex {
  const expression = parseExpression(facts.formula);
  const kernels = defineKernels(kernel, constants.sigma !== undefined);
  const read = [...namesOf(expression).keys()].flatMap((name) =>
    Object.hasOwn(kernels, name) ? [...namesOf(kernels[name]!).keys()] : [name],
  );
  const names = [...new Set(read)];
  const roles = names.filter(isRole) as Role[];
  const values = Object.fromEntries(
    names.filter(isConstant).map((name) => [name, constants[name] ?? CONSTANTS[name].value]),
  );
  let program: Program | null = null;
  const makeOnce = (): Program => {
    program ??= makeProgram(expression, { inputs: roles, constants: values, definitions: kernels });
    return program;
  };
  return {
    kind: 'formula',
    range: DIFFERENCE.test(facts.formula) ? [-1, 1] : null,
    ...facts,
    roles,
    constants: values,
    get program() {
      return makeOnce();
    },
    get needsReflectance() {
      return !isScaleFree(makeOnce());
    },
  };
}

/** 0 is scaled alike by every factor. */
const isScaleFree = (program: Program): boolean => [0, Number.POSITIVE_INFINITY].includes(findDegree(program));
