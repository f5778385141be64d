import { BURN } from './catalogue/burn.js';
import { CLOUDS } from './catalogue/clouds.js';
import { KERNEL } from './catalogue/kernel.js';
import { RADAR } from './catalogue/radar.js';
import { SNOW } from './catalogue/snow.js';
import { SOIL } from './catalogue/soil.js';
import { URBAN } from './catalogue/urban.js';
import { VEGETATION } from './catalogue/vegetation.js';
import { WATER } from './catalogue/water.js';
import { DIFFERENCES } from './differences.js';
import { type FormulaValues, makeFormulaIndex } from './formula-index.js';
import { FORMULAS, RATIOS } from './ratios.js';
import { type CatalogueIndex, parseRows } from './rows.js';
import type { FormulaIndex, SpectralIndex } from './spectral-index.js';

/** Formulas of Awesome Spectral Indices (D. Montero Loaiza, MIT licence), with bands under the names of our roles. */
export const CATALOGUE: readonly CatalogueIndex[] = [
  ...parseRows('vegetation', VEGETATION),
  ...parseRows('water', WATER),
  ...parseRows('snow', SNOW),
  ...parseRows('soil', SOIL),
  ...parseRows('urban', URBAN),
  ...parseRows('burn', BURN),
  ...parseRows('clouds', CLOUDS),
  ...parseRows('radar', RADAR),
  ...parseRows('kernel', KERNEL),
];

/** The indices that are used most, written out with what land gives. */
export const COMMON_INDICES: readonly SpectralIndex[] = [...DIFFERENCES, ...RATIOS, ...FORMULAS];

const common = new Set(COMMON_INDICES.map(({ name }) => name));

/** Every index a recipe can name. Inputs are reflectances; formulas and papers as in the sources named. */
export const INDICES: readonly SpectralIndex[] = [
  ...COMMON_INDICES,
  ...CATALOGUE.flatMap(({ index }) => (common.has(index.name) ? [] : [index])),
];

export const INDEX_NAMES: readonly string[] = INDICES.map(({ name }) => name);

const byName = new Map(INDICES.map((index) => [index.name, index]));
const ourNames = new Map(CATALOGUE.map(({ catalogueName, index }) => [catalogueName, index.name]));
const inSmallLetters = new Map([...ourNames].map(([theirs, ours]) => [theirs.toLowerCase(), ours]));
const formulas = new Map(CATALOGUE.map(({ index }) => [index.name, index]));

/** By our name or the catalogue's; capitals count only where they alone tell two indices apart (BAI and BaI). */
export function findIndex(name: string): SpectralIndex | null {
  const small = name.toLowerCase();
  const found = byName.get(ourNames.get(name) ?? small) ?? byName.get(inSmallLetters.get(small) ?? '');
  return found ?? null;
}

/** Every way to write a name that capitals do not matter to. */
export const INDEX_SPELLINGS: readonly string[] = [...new Set([...INDEX_NAMES, ...ourNames.keys()])];

/** The same index with other constants or another kernel, by its formula in the catalogue; null where it has none there. */
export function findFormula(name: string, values: FormulaValues): FormulaIndex | null {
  const formula = formulas.get(name);
  return formula
    ? makeFormulaIndex(formula, { ...values, constants: { ...formula.constants, ...values.constants } })
    : null;
}
