import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeIndex } from '../../../src/segment/indices/compute.js';
import type { LinearForm, SpectralIndex } from '../../../src/segment/indices/spectral-index.js';
import { findIndex, COMMON_INDICES as INDICES } from '../../../src/segment/indices/table.js';
import type { Role } from '../../../src/segment/roles.js';
import { hasSharedData, sharedPath } from '../../support/shared-data.js';

const AS_STORED = { scale: 1, offset: 0 };
const one = (name: string, reflectance: Partial<Record<Role, number>>, scaling = AS_STORED): number => {
  const index = findIndex(name)!;
  const bands = index.roles.map((role) => Float64Array.of(reflectance[role]!));
  return computeIndex(index, bands, scaling)[0]!;
};

/** One pixel of an index, without a program. */
function byHand(index: SpectralIndex, values: readonly number[]): number {
  const [a, b] = values as [number, number];
  if (index.kind === 'difference') return (a - b) / (a + b);
  // MSAVI is the only one of another form.
  if (index.kind === 'formula') return 0.5 * (2 * a + 1 - Math.sqrt((2 * a + 1) * (2 * a + 1) - 8 * (a - b)));
  const linear = (form: LinearForm): number =>
    index.roles.reduce((sum, role, k) => sum + (form[role] ?? 0) * values[k]!, 0) + (form.constant ?? 0);
  const denominator = linear(index.denominator);
  return denominator === 0 ? Number.NaN : linear(index.numerator) / denominator;
}

describe('the common indices', () => {
  it('read at most four bands', () => {
    for (const { roles } of INDICES) expect(roles.length).toBeLessThanOrEqual(4);
  });

  /** The formulas as they are written for people, read by JavaScript itself. */
  it.each(INDICES)('computes $name by the formula it shows', (index) => {
    const formula = index.formula.replaceAll('^', '**').replace('sqrt', 'Math.sqrt');
    const written = new Function(...index.roles, `return ${formula}`) as (...values: number[]) => number;
    const share = fc.double({ min: 0.01, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(share, { minLength: index.roles.length, maxLength: index.roles.length }), (values) => {
        const expected = written(...values);
        fc.pre(Math.abs(expected) < 1e3);
        const bands = values.map((value) => Float64Array.of(value));
        expect(computeIndex(index, bands, AS_STORED)[0]).toBeCloseTo(expected, 3);
      }),
    );
  });

  it.each(INDICES.filter(({ range }) => range))('keeps $name in its range over ground', ({ name, roles, range }) => {
    const ground: Partial<Record<Role, number>>[] = [
      { blue: 0.03, green: 0.07, red: 0.04, rededge1: 0.11, nir: 0.45, swir1: 0.2, swir2: 0.1 },
      { blue: 0.1, green: 0.13, red: 0.17, rededge1: 0.2, nir: 0.25, swir1: 0.34, swir2: 0.3 },
      { blue: 0.05, green: 0.06, red: 0.03, rededge1: 0.02, nir: 0.015, swir1: 0.01, swir2: 0.01 },
    ];
    for (const reflectance of ground) {
      expect(roles.every((role) => reflectance[role] !== undefined)).toBe(true);
      expect(one(name, reflectance)).toBeGreaterThanOrEqual(range![0]);
      expect(one(name, reflectance)).toBeLessThanOrEqual(range![1]);
    }
  });
});

describe('computeIndex', () => {
  it('gives what the papers define, by hand', () => {
    expect(one('ndvi', { nir: 0.5, red: 0.1 })).toBeCloseTo(0.4 / 0.6, 6);
    expect(one('evi', { nir: 0.4, red: 0.05, blue: 0.03 })).toBeCloseTo((2.5 * 0.35) / (0.4 + 0.3 - 0.225 + 1), 6);
    expect(one('savi', { nir: 0.5, red: 0.1 })).toBeCloseTo((1.5 * 0.4) / 1.1, 6);
    expect(one('ndwi', { green: 0.06, nir: 0.02 })).toBeCloseTo(0.5, 6);
  });

  it('is not defined for 0/0 and for x/0', () => {
    for (const { name, roles } of INDICES.filter(({ needsReflectance }) => !needsReflectance)) {
      expect(one(name, Object.fromEntries(roles.map((role) => [role, 0])))).toBeNaN();
    }
    expect(one('grvi', { nir: 0.5, green: 0 })).toBeNaN();
    expect(one('vari', { green: 0.25, red: 0.25, blue: 0.5 })).toBeNaN();
  });

  it('counts reflectance below zero as zero', () => {
    expect(one('ndwi', { green: 0.02, nir: -0.001 })).toBe(1);
    expect(one('ndvi', { nir: 900, red: 1500 }, { scale: 1e-4, offset: -0.1 })).toBe(-1);
  });

  it('takes the offset into account in differences, where the scale cancels', () => {
    const stored = { nir: 5000, red: 2000 };
    expect(one('ndvi', stored, { scale: 1e-4, offset: -0.1 })).toBeCloseTo((4000 - 1000) / 5000, 7);
    expect(one('ndvi', stored, { scale: 1e-4, offset: 0 })).toBe(one('ndvi', stored));
  });

  it('gives what plain loops give, to the last bit', () => {
    const reflectance = fc.oneof(
      fc.double({ min: -0.05, max: 1.2, noNaN: true }),
      fc.constantFrom(0, -0, 0.25, Number.NaN),
    );
    const pixels = fc.array(fc.tuple(reflectance, reflectance, reflectance, reflectance), {
      minLength: 1,
      maxLength: 20,
    });
    const scalings = fc.constantFrom(AS_STORED, { scale: 1e-4, offset: -0.1 }, { scale: 2.75e-5, offset: -0.2 });
    fc.assert(
      fc.property(pixels, scalings, fc.constantFrom(...INDICES), (list, scaling, index) => {
        const { scale, offset } = index.needsReflectance
          ? scaling
          : { scale: 1, offset: scaling.offset / scaling.scale };
        const stored = index.roles.map((_, k) => Float64Array.from(list, (pixel) => pixel[k]! / scaling.scale));
        const got = computeIndex(index, stored, scaling);
        list.forEach((_, i) => {
          const values = stored.map((band) => band[i]! * scale + offset).map((value) => (value < 0 ? 0 : value));
          const wanted = Math.fround(byHand(index, values));
          expect(got[i]).toBe(Number.isFinite(wanted) ? wanted : Number.NaN);
        });
      }),
      { numRuns: 400 },
    );
  });

  it('is the same in every band type', () => {
    const types = [Uint8Array, Uint16Array, Int16Array, Uint32Array, Int32Array, Float32Array, Float64Array];
    const values = [[...Array(100).keys()], [...Array(100).keys()].reverse()];
    for (const index of INDICES.filter(({ roles }) => roles.length === 2)) {
      const results = types.map((type) =>
        computeIndex(
          index,
          values.map((v) => type.from(v)),
          AS_STORED,
        ),
      );
      for (const result of results) expect(result).toEqual(results[0]);
    }
  });
});

describe.skipIf(!hasSharedData)('beside the catalogue Awesome Spectral Indices', () => {
  const CATALOGUE: Record<string, string> = {
    ...{ ndvi: 'NDVI', ndre: 'NDREI', gndvi: 'GNDVI', ndwi: 'NDWI', mndwi: 'MNDWI', ndmi: 'NDMI', ndbi: 'NDBI' },
    ...{ ndsi: 'NDSI', nbr: 'NBR', nbr2: 'NBR2', ngrdi: 'NGRDI', grvi: 'GRVI', cire: 'CIRE', cigreen: 'CIG' },
    ...{ evi: 'EVI', evi2: 'EVI2', savi: 'SAVI', msavi: 'MSAVI', osavi: 'OSAVI', bsi: 'BI', vari: 'VARI', gli: 'GLI' },
    ...{ gcc: 'GCC', exg: 'ExG' },
  };
  const LETTERS: Partial<Record<Role, string>> = {
    ...{ blue: 'B', green: 'G', red: 'R', rededge1: 'RE1', nir: 'N', swir1: 'S1', swir2: 'S2' },
  };

  it('agrees on all inputs', async () => {
    expect(Object.keys(CATALOGUE).sort()).toEqual(INDICES.map(({ name }) => name).sort());
    const { cases } = JSON.parse(await readFile(sharedPath('reference/spectral-indices/expected.json'), 'utf8'));
    expect(cases.length).toBeGreaterThan(0);
    for (const { inputs, ...rest } of cases) {
      const values = Object.values(rest)[0] as Record<string, number>;
      for (const { name, roles } of INDICES) {
        // The catalogue leaves L at 1 for SAVI, where the paper has 0.5, and ExG on plain bands, where it has shares.
        if (name === 'savi') continue;
        const got = one(name, Object.fromEntries(roles.map((role) => [role, inputs[LETTERS[role]!]])));
        const sum = name === 'exg' ? inputs.G + inputs.R + inputs.B : 1;
        const expected = values[CATALOGUE[name]!]! / sum;
        expect(Math.abs(got - expected) / Math.max(1, Math.abs(expected)), name).toBeLessThan(1e-6);
      }
    }
  });
});
