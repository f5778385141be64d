import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateProgram } from '../../../src/segment/expression/evaluate.js';
import { BIOPHYSICAL_FLAGS, biophysical, makeNetworkProgram } from '../../../src/segment/layers/biophysical.js';
import {
  BIOPHYSICAL_NETWORKS,
  BIOPHYSICAL_ROLES,
  type BiophysicalVariable,
} from '../../../src/segment/layers/biophysical-networks.js';
import type { SceneBands } from '../../../src/segment/segmenter.js';

/**
 * Of the test cases that come with the networks (Sentinel-2 Toolbox, auxdata 3_0, S2A): green, red, red edge 1 to 3, narrow
 * near infrared, short-wave infrared 1 and 2; cosines of the view zenith, the sun zenith and the azimuth; the result.
 */
const CASES: Partial<Record<BiophysicalVariable, number[][]>> = {
  lai: [
    [0.046795, 0.06774, 0.10231, 0.11001, 0.12588, 0.14031, 0.15173, 0.14855, 0.98237, 0.48369, -0.50595, 0.3358126],
    [0.088576, 0.010645, 0.093547, 0.36654, 0.48989, 0.52392, 0.17904, 0.079222, 0.99953, 0.85965, -0.99999, 5.325904],
    [0.081596, 0.030265, 0.093638, 0.27575, 0.33703, 0.377, 0.088292, 0.026243, 0.99672, 0.81535, 0.69861, 3.47911],
    [0.077708, 0.036402, 0.097139, 0.43801, 0.58, 0.66425, 0.18039, 0.073439, 0.9893, 0.81424, 0.8002, 7.563847],
    [0.13464, 0.16649, 0.18124, 0.25888, 0.28169, 0.30238, 0.33389, 0.28326, 0.99145, 0.82802, -0.68088, 0.2248981],
  ],
  fapar: [
    [0.084857, 0.057798, 0.12225, 0.23147, 0.27287, 0.27544, 0.16277, 0.096738, 0.99226, 0.77073, 0.82565, 0.51976],
    [0.064088, 0.038295, 0.066614, 0.22918, 0.29345, 0.33006, 0.18602, 0.097392, 0.98222, 0.88829, 0.97595, 0.66343],
    [0.15026, 0.066665, 0.17621, 0.46882, 0.55394, 0.59071, 0.19631, 0.054945, 0.99647, 0.73636, 0.73694, 0.90543],
    [0.052062, 0.015029, 0.075303, 0.41719, 0.56535, 0.57388, 0.18893, 0.04611, 0.99997, 0.85632, 0.91475, 0.94],
  ],
  fcover: [
    [0.064088, 0.038295, 0.066614, 0.22918, 0.29345, 0.33006, 0.18602, 0.097392, 0.98222, 0.88829, 0.97595, 0.60006],
    [0.077202, 0.058773, 0.094273, 0.19723, 0.22407, 0.23554, 0.18209, 0.13382, 0.99686, 0.89457, -0.9858, 0.37685],
    [0.05794, 0.00223, 0.061201, 0.31228, 0.37105, 0.37839, 0.126, 0.036298, 0.99123, 0.85538, -0.74179, 0.77573],
  ],
  ccc: [
    [0.064088, 0.038295, 0.066614, 0.22918, 0.29345, 0.33006, 0.18602, 0.097392, 0.98222, 0.88829, 0.97595, 110.473],
    [0.15026, 0.066665, 0.17621, 0.46882, 0.55394, 0.59071, 0.19631, 0.054945, 0.99647, 0.73636, 0.73694, 149.1779],
    [0.046521, 0.0099211, 0.038029, 0.31608, 0.46034, 0.47562, 0.10488, 0.015763, 0.99396, 0.65625, -0.66944, 478.0311],
  ],
};

const SCENE: SceneBands = {
  dataBands: [],
  canRead: () => true,
  sourceOf: (name) => ({ kind: 'band', band: name }),
};
const degrees = (cosine: number): number => (Math.acos(cosine) * 180) / Math.PI;

function compute(options: object, pixels: readonly (readonly number[])[]): number[] {
  const layer = biophysical.create(
    { type: 'biophysical', ...biophysical.options.parse({ type: 'biophysical', ...options }) },
    SCENE,
  );
  const values = BIOPHYSICAL_ROLES.map((_, k) => Float32Array.from(pixels, (pixel) => pixel[k]!));
  const window = { col: 0, row: 0, width: pixels.length, height: 1 };
  return [...layer.compute({ length: pixels.length, values, valid: null, window }, null)];
}

const FOREST = [0.045, 0.025, 0.07, 0.22, 0.29, 0.32, 0.15, 0.07];
const CROP = [0.06, 0.025, 0.09, 0.37, 0.5, 0.54, 0.18, 0.07];
const SOIL = [0.1, 0.14, 0.17, 0.19, 0.21, 0.23, 0.31, 0.27];
const WATER = [0.05, 0.03, 0.02, 0.015, 0.015, 0.012, 0.006, 0.004];

describe('the biophysical layer', () => {
  it.each(Object.entries(CASES))('gives %s as the test cases of its networks', (variable, rows) => {
    for (const row of rows) {
      const [viewZenithDeg, sunZenithDeg, relativeAzimuthDeg] = row.slice(8, 11).map(degrees);
      const [got] = compute({ variable, viewZenithDeg, sunZenithDeg, relativeAzimuthDeg }, [row]);
      expect(Math.abs(got! - row[11]!)).toBeLessThanOrEqual(1e-4 * Math.max(0.3, row[11]!));
    }
  });

  it('is high over woods and crops, low over soil and water', () => {
    const [forest, crop, soil, water] = compute({ variable: 'lai' }, [FOREST, CROP, SOIL, WATER]);
    expect(forest).toBeGreaterThan(2);
    expect(crop).toBeGreaterThan(4);
    expect(crop).toBeLessThan(7);
    expect(soil).toBeLessThan(0.4);
    expect(water).toBeLessThan(1);
    for (const variable of ['fapar', 'fcover']) {
      const shares = compute({ variable }, [CROP, FOREST, SOIL]);
      expect(shares).toEqual(shares.toSorted((a, b) => b - a));
      expect(shares[0]).toBeGreaterThan(0.8);
      expect(shares[2]).toBeLessThan(0.2);
    }
  });

  it('stays within what is possible, and its flags say where it had to', () => {
    const pixel = fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(
        fc.array(pixel, { minLength: 1, maxLength: 20 }),
        fc.constantFrom('lai', 'fapar', 'fcover'),
        (pixels, name) => {
          const network = BIOPHYSICAL_NETWORKS[name];
          const program = makeNetworkProgram(network, { viewZenithDeg: 5, sunZenithDeg: 40, relativeAzimuthDeg: 90 });
          const bands = BIOPHYSICAL_ROLES.map((_, k) => Float32Array.from(pixels, (values) => values[k]!));
          const free = evaluateProgram(program, bands, new Float32Array(pixels.length));
          const values = compute({ variable: name }, pixels);
          const flags = compute({ variable: name, output: 'flags' }, pixels);
          const [least, most] = network.range;
          values.forEach((value, i) => {
            expect(value).toBe(Math.min(Math.max(free[i]!, least), Math.fround(most)));
            const { atLeast, tooLow, atMost, tooHigh } = BIOPHYSICAL_FLAGS;
            expect((flags[i]! & (atLeast | tooLow)) !== 0).toBe(free[i]! < least);
            expect((flags[i]! & (atMost | tooHigh)) !== 0).toBe(free[i]! > most);
          });
        },
      ),
      { numRuns: 10 },
    );
  });

  it('flags reflectance that it has not learnt', () => {
    const snow = [0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.1, 0.1];
    const [fine, bright] = compute({ variable: 'fcover', output: 'flags' }, [CROP, snow]);
    expect(fine).toBe(0);
    expect(bright! & BIOPHYSICAL_FLAGS.inputOutside).toBe(BIOPHYSICAL_FLAGS.inputOutside);
  });

  it('has no value where a band has none', () => {
    const gap = CROP.with(3, Number.NaN);
    expect(compute({ variable: 'lai' }, [CROP, gap])[1]).toBeNaN();
    expect(compute({ variable: 'lai', output: 'flags' }, [gap.with(0, 2)])[0]).toBeNaN();
  });
});
