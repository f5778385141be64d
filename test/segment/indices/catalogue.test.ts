import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { evaluateProgram } from '../../../src/segment/expression/evaluate.js';
import { namesOf, parseExpression } from '../../../src/segment/expression/parse.js';
import { makeProgram, type Program } from '../../../src/segment/expression/program.js';
import { computeIndex } from '../../../src/segment/indices/compute.js';
import { CONSTANT_NAMES, CONSTANTS } from '../../../src/segment/indices/constants.js';
import {
  CATALOGUE,
  COMMON_INDICES,
  findFormula,
  findIndex,
  INDEX_NAMES,
  INDEX_SPELLINGS,
  INDICES,
} from '../../../src/segment/indices/table.js';
import { ROLES, type Role } from '../../../src/segment/roles.js';
import { hasSharedData, sharedPath } from '../../support/shared-data.js';

const AS_STORED = { scale: 1, offset: 0 };

describe('the catalogue', () => {
  it('has 280 indices, and each name stands for one', () => {
    expect(CATALOGUE.length).toBe(280);
    expect(new Set(INDEX_NAMES).size).toBe(INDEX_NAMES.length);
    for (const name of INDEX_NAMES) {
      expect(name).toMatch(/^[a-z][a-z0-9]*$/);
      expect(findIndex(name)!.name).toBe(name);
      expect(findIndex(name.toUpperCase())).not.toBeNull();
    }
    for (const name of INDEX_SPELLINGS) expect(findIndex(name), name).not.toBeNull();
    for (const { catalogueName, index } of CATALOGUE) expect(findIndex(catalogueName)!.name).toBe(index.name);
  });

  it('is found whatever the capitals; they decide only where nothing else does', () => {
    expect(['NDVI', 'Ndvi', 'AWEInsh', 'aweinsh', 'kNDVI'].map((name) => findIndex(name)!.name)).toEqual([
      'ndvi',
      'ndvi',
      'aweinsh',
      'aweinsh',
      'kndvi',
    ]);
    expect(['BAI', 'bai', 'BaI', 'bareness'].map((name) => findIndex(name)!.name)).toEqual([
      ...['bai', 'bai', 'bareness', 'bareness'],
    ]);
    expect(['MSR705', 'mSR705', 'ExG', 'EXG', 'exg'].map((name) => findIndex(name)!.name)).toEqual([
      ...['msr705', 'msr445', 'exgplain', 'exg', 'exg'],
    ]);
    expect(findIndex('nothing')).toBeNull();
  });

  it('names no index as a band', () => {
    for (const role of ROLES) expect(findIndex(role)).toBeNull();
  });

  it('reads nothing but bands, constants and kernels', () => {
    for (const { index } of CATALOGUE) {
      expect(index.roles.length, index.name).toBeGreaterThan(0);
      const known = [...index.roles, ...CONSTANT_NAMES] as string[];
      for (const name of namesOf(parseExpression(index.formula)).keys()) {
        expect(known.includes(name) || /^k[BGNR][BGLNR]$/.test(name), `${index.name}: ${name}`).toBe(true);
      }
    }
  });

  it('knows which indices change when all bands are scaled alike', () => {
    const values = [0.31, 0.07, 0.23, 0.52, 0.11, 0.43, 0.17, 0.61];
    for (const index of INDICES) {
      const at = (factor: number): number => {
        const bands = index.roles.map((_, i) => Float64Array.of(values[i]! * factor));
        if (index.kind !== 'formula') return computeIndex({ ...index, needsReflectance: true }, bands, AS_STORED)[0]!;
        return evaluateProgram(index.program, bands, new Float64Array(1))[0]!;
      };
      const [one, other] = [at(1), at(1.5)];
      expect(Number.isFinite(one), index.name).toBe(true);
      const isFree = Math.abs(one - other) <= (index.kind === 'formula' ? 1e-12 : 1e-6) * Math.abs(one);
      expect(index.needsReflectance, index.name).toBe(!isFree);
    }
  });

  it('has no value where a formula divides by zero', () => {
    for (const index of INDICES.filter(({ needsReflectance }) => !needsReflectance)) {
      const bands = index.roles.map(() => Float32Array.of(0));
      expect(computeIndex(index, bands, AS_STORED)[0], index.name).toBeNaN();
    }
  });

  it('computes the common indices as its own formulas do', () => {
    for (const common of COMMON_INDICES) {
      const formula = findFormula(common.name, {});
      if (!formula || common.name === 'savi') continue;
      const bands = (roles: readonly Role[]) =>
        roles.map((role) =>
          Float32Array.from({ length: 50 }, (_, i) => ((i * (ROLES.indexOf(role) + 3)) % 47) / 50 + 0.01),
        );
      const expected = computeIndex(common, bands(common.roles), AS_STORED);
      const got = computeIndex(formula, bands(formula.roles), AS_STORED);
      got.forEach((value, i) => {
        expect(Math.abs(value - expected[i]!), common.name).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(value)));
      });
    }
  });
});

describe('findFormula', () => {
  it('gives constants other values', () => {
    const bands = [Float32Array.of(0.5), Float32Array.of(0.125)];
    const savi = (constants: object) => computeIndex(findFormula('savi', { constants })!, bands, AS_STORED)[0]!;
    expect(savi({ L: 0.25 })).toBeCloseTo((1.25 * 0.375) / 0.875, 6);
    expect(savi({})).toBe(computeIndex(findIndex('savi')!, bands, AS_STORED)[0]);
    expect(findFormula('exg', {})).toBeNull();
  });

  it('computes kernel indices with each kernel', () => {
    const [nir, red] = [0.45, 0.08];
    const kndvi = (values: object) =>
      computeIndex(findFormula('kndvi', values)!, [Float64Array.of(nir), Float64Array.of(red)], AS_STORED)[0]!;
    const ndvi = (nir - red) / (nir + red);
    expect(kndvi({})).toBeCloseTo(Math.tanh(ndvi * ndvi), 6);
    const rbf = Math.exp(-((nir - red) ** 2) / (2 * 0.15 ** 2));
    expect(kndvi({ constants: { sigma: 0.15 } })).toBeCloseTo((1 - rbf) / (1 + rbf), 6);
    expect(kndvi({ kernel: 'linear' })).toBeCloseTo(ndvi, 6);
    const [same, other] = [(nir * nir + 0.5) ** 3, (nir * red + 0.5) ** 3];
    const poly = kndvi({ kernel: 'poly', constants: { p: 3, c: 0.5 } });
    expect(poly).toBeCloseTo((same - other) / (same + other), 6);
  });
});

describe.skipIf(!hasSharedData)('beside the published catalogue', () => {
  const read = async (file: string) =>
    JSON.parse(await readFile(sharedPath(`reference/spectral-indices/${file}`), 'utf8'));
  const LETTERS: Partial<Record<Role, string>> = {
    ...{ coastal: 'A', blue: 'B', green1: 'G1', green: 'G', yellow: 'Y', red: 'R' },
    ...{ rededge1: 'RE1', rededge2: 'RE2', rededge3: 'RE3', nir: 'N', nir08: 'N2', nir09: 'WV' },
    ...{ swir1: 'S1', swir2: 'S2', thermal2: 'T2', vv: 'VV', vh: 'VH', hh: 'HH', hv: 'HV' },
  };

  it('gives every value that it gives', async () => {
    const published = (await read('spectral-indices-dict.json')).SpectralIndices;
    const { cases } = await read('expected.json');
    const programs = new Map<string, Program>();
    let count = 0;
    for (const { inputs: given, expected } of cases) {
      for (const [name, value] of Object.entries<number | null>(expected)) {
        const entry = CATALOGUE.find(({ catalogueName }) => catalogueName === name)!;
        const thermal = published[name].bands.includes('T1') ? 'T1' : 'T';
        const readValue = (variable: string): number =>
          given[variable === 'thermal' ? thermal : (LETTERS[variable as Role] ?? variable)];
        const expression = parseExpression(entry.index.formula);
        const names = [...namesOf(expression).keys()];
        const constants = names.filter((variable) => (CONSTANT_NAMES as string[]).includes(variable));
        const values = Object.fromEntries(constants.map((variable) => [variable, readValue(variable)]));
        const key = JSON.stringify([name, values]);
        const inputs = names.filter((variable) => !constants.includes(variable));
        const program = programs.get(key) ?? makeProgram(expression, { inputs, constants: values });
        programs.set(key, program);
        const columns = program.inputs.map((variable) => Float64Array.of(readValue(variable)));
        const [got] = evaluateProgram(program, columns, new Float64Array(1));
        count++;
        // Roots of negative numbers.
        if (value === null) {
          expect(got, name).toBeNaN();
          continue;
        }
        expect(Math.abs(got! - value), `${name}: ${got} for ${value}`).toBeLessThanOrEqual(1e-9 * Math.abs(value));
        const [single] = evaluateProgram(program, columns, new Float32Array(1));
        expect(single).toBe(Math.fround(got!));
      }
    }
    expect(count).toBe(5 * 280);
  });

  it('has its domains, and its constants where it gives any', async () => {
    const published = (await read('spectral-indices-dict.json')).SpectralIndices;
    for (const { catalogueName, domain } of CATALOGUE) {
      expect(published[catalogueName].application_domain, catalogueName).toBe(domain);
    }
    for (const [name, { default: value }] of Object.entries<{ default: number | null }>(await read('constants.json'))) {
      if (value !== null && name !== 'sigma') expect(CONSTANTS[name as 'L'].value).toBe(value);
    }
  });
});
