import { type FormulaFacts, makeFormulaIndex } from './formula-index.js';
import type { Domain, FormulaIndex } from './spectral-index.js';

/** An index of the catalogue. */
export interface CatalogueIndex {
  /** As the catalogue writes it. */
  catalogueName: string;
  domain: Domain;
  index: FormulaIndex;
}

/** Names that differ from others of the catalogue, or of ours, in capitals alone; and those that we have always had. */
const OUR_NAMES: Readonly<Record<string, string>> = {
  ...{ BaI: 'bareness', ExG: 'exgplain', mSR705: 'msr445' },
  ...{ BI: 'bsi', CIG: 'cigreen', NDREI: 'ndre' },
};

/** Where one value for all indices will not do: the paper's for SAVI, the catalogue's advice for the others. */
const OWN_CONSTANTS: Readonly<Record<string, object>> = {
  SAVI: { L: 0.5 },
  WCI1: { epsilon: 1e-10 },
  WCI2: { epsilon: 1e-10 },
};

/** The indices of a table of rows `name | title | formula | source`; a source without `http` is a DOI. */
export function parseRows(domain: Domain, table: string): CatalogueIndex[] {
  return table
    .trim()
    .split('\n')
    .map((row) => {
      const [catalogueName, title, formula, source] = row.split(' | ') as [string, string, string, string];
      const facts: FormulaFacts = {
        name: OUR_NAMES[catalogueName] ?? catalogueName.toLowerCase(),
        title,
        formula,
        source: source.startsWith('http') ? source : `https://doi.org/${source}`,
      };
      return {
        catalogueName,
        domain,
        index: makeFormulaIndex(facts, { constants: OWN_CONSTANTS[catalogueName] ?? {} }),
      };
    });
}
