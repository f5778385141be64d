import { parseExpression } from '../expression/parse.js';
import { makeProgram, type Program } from '../expression/program.js';
import { isRole, type Role } from '../roles.js';
import { CONSTANTS, type ConstantName, isConstant } from './constants.js';
import { findDegree } from './degree.js';
import { defineKernels, isKernel, type Kernel } from './kernels.js';
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

/** Names that are not of functions. */
const NAMES = /[A-Za-z_]\w*\b(?!\s*\()/g;

/** An index from its formula; what it reads, and whether it needs reflectance, follow from that. Parsed when first used. */
export function makeFormulaIndex(
  facts: FormulaFacts,
  { constants = {}, kernel = 'rbf' }: FormulaValues = {},
): FormulaIndex {
  const written = facts.formula.match(NAMES) ?? [];
  const kernels = written.some(isKernel) ? defineKernels(kernel, constants.sigma !== undefined) : {};
  const names = [...new Set(written.flatMap((name) => kernels[name]?.match(NAMES) ?? [name]))];
  const roles = names.filter(isRole) as Role[];
  const values = Object.fromEntries(
    names.filter(isConstant).map((name) => [name, constants[name] ?? CONSTANTS[name].value]),
  );
  let program: Program | null = null;
  const makeOnce = (): Program => {
    const definitions = Object.fromEntries(
      Object.entries(kernels).map(([name, text]) => [name, parseExpression(text)]),
    );
    program ??= makeProgram(parseExpression(facts.formula), { inputs: roles, constants: values, definitions });
    return program;
  };
  return {
    kind: 'formula',
    range: DIFFERENCE.test(facts.formula) ? [-1, 1] : null,
    ...facts,
    roles,
    constants: values,
    get program() {
      return program ?? makeOnce();
    },
    get needsReflectance() {
      return !isScaleFree(program ?? makeOnce());
    },
  };
}

/** 0 is scaled alike by every factor. */
const isScaleFree = (program: Program): boolean => [0, Number.POSITIVE_INFINITY].includes(findDegree(program));
