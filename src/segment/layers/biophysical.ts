import { z } from 'zod';
import type { Band } from '../../raster/raster.js';
import { evaluateProgram } from '../expression/evaluate.js';
import type { Operation } from '../expression/operations.js';
import type { Expression } from '../expression/parse.js';
import { makeProgram, type Program } from '../expression/program.js';
import {
  BIOPHYSICAL_NETWORKS,
  BIOPHYSICAL_ROLES,
  type BiophysicalNetwork,
  INPUT_RANGES,
  INPUT_TOLERANCE,
} from './biophysical-networks.js';
import { defineLayer } from './layer.js';

/** Bits of the flags. */
export const BIOPHYSICAL_FLAGS = { inputOutside: 1, atLeast: 2, atMost: 4, tooLow: 8, tooHigh: 16 } as const;

const options = z.strictObject({
  type: z.literal('biophysical'),
  variable: z
    .enum(['lai', 'fapar', 'fcover', 'ccc', 'cwc'])
    .describe(
      'Leaf area index; share of light absorbed; share of ground covered; chlorophyll of the canopy (µg/cm²); its water (g/cm²)',
    ),
  output: z
    .enum(['value', 'flags'])
    .default('value')
    .describe(
      'The value, or where not to trust it, as a sum: 1 reflectance outside of what was learnt, 2 or 4 a little below or above ' +
        'what is possible, 8 or 16 far below or above',
    ),
  viewZenithDeg: z
    .number()
    .min(0)
    .max(12)
    .default(5)
    .describe('Angle between the line to the satellite and the vertical'),
  sunZenithDeg: z.number().min(0).max(80).default(40).describe('Angle between the line to the sun and the vertical'),
  relativeAzimuthDeg: z
    .number()
    .min(-360)
    .max(360)
    .default(90)
    .describe('Azimuth of the sun minus azimuth of the satellite'),
});

/** Sun and satellite, in degrees. */
export interface ViewGeometry {
  viewZenithDeg: number;
  sunZenithDeg: number;
  relativeAzimuthDeg: number;
}

/**
 * Leaf area index, FAPAR, FCOVER, chlorophyll and water of the canopy from the surface reflectance of Sentinel-2, by the
 * networks of the Sentinel-2 Toolbox. Values beyond what is possible become its end; the flags tell which.
 */
export const biophysical = defineLayer({
  name: 'biophysical',
  title: 'LAI, FAPAR, FCOVER, chlorophyll and water of the canopy, from Sentinel-2',
  options,
  create: ({ variable, output, ...geometry }) => {
    const network = BIOPHYSICAL_NETWORKS[variable];
    const program = makeNetworkProgram(network, geometry);
    return {
      haloPx: 0,
      sources: BIOPHYSICAL_ROLES.map((band) => ({ kind: 'band', band })),
      needsReflectance: true,
      compute: ({ values, length }) => {
        const out = evaluateProgram(program, values, new Float32Array(length));
        return output === 'flags' ? flagAll(network, values, out) : clampAll(network, out);
      },
    };
  },
});

/** The network's output, as it comes, of the eight bands. */
export function makeNetworkProgram(network: BiophysicalNetwork, geometry: ViewGeometry): Program {
  const [view, sun, azimuth] = [geometry.viewZenithDeg, geometry.sunZenithDeg, geometry.relativeAzimuthDeg].map(
    (degrees) => number(Math.cos((degrees * Math.PI) / 180)),
  );
  const bands = BIOPHYSICAL_ROLES.map((name): Expression => ({ kind: 'name', name, at: 0 }));
  const inputs = [...bands, view!, sun!, azimuth!].map((input, i) => normalise(input, INPUT_RANGES[i]!));
  const hidden = network.weights.map((weights, j) => tanh(weighted(inputs, weights, network.biases[j]!)));
  const output = weighted(hidden, network.outputWeights, network.outputBias);
  const [least, most] = network.outputRange;
  // Y = (y + 1) / 2 · (most − least) + least
  const scaled = call('mul', call('add', output, number(1)), number(0.5 * (most - least)));
  return makeProgram(call('add', scaled, number(least)), { inputs: BIOPHYSICAL_ROLES });
}

const number = (value: number): Expression => ({ kind: 'number', value });
const call = (operation: Operation, ...operands: Expression[]): Expression => ({ kind: 'call', operation, operands });

/** To −1 … 1. */
function normalise(input: Expression, [least, most]: readonly [number, number]): Expression {
  const share = call('mul', call('sub', input, number(least)), number(2 / (most - least)));
  return call('sub', share, number(1));
}

const weighted = (inputs: readonly Expression[], weights: readonly number[], bias: number): Expression =>
  inputs.reduce((sum, input, i) => call('add', sum, call('mul', input, number(weights[i]!))), number(bias));

/** 2 / (1 + e^−2x) − 1 */
function tanh(x: Expression): Expression {
  const below = call('add', number(1), call('exp', call('mul', x, number(-2))));
  return call('sub', call('div', number(2), below), number(1));
}

function clampAll({ range: [least, most] }: BiophysicalNetwork, values: Float32Array): Float32Array {
  for (let i = 0; i < values.length; i++) {
    if (values[i]! < least) values[i] = least;
    else if (values[i]! > most) values[i] = most;
  }
  return values;
}

/** `values` become flags; NaN stays. */
function flagAll(network: BiophysicalNetwork, bands: readonly Band[], values: Float32Array): Float32Array {
  const { range, tolerance } = network;
  const [least, most] = range;
  const { inputOutside, atLeast, atMost, tooLow, tooHigh } = BIOPHYSICAL_FLAGS;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < least) values[i] = value < least - tolerance ? tooLow : atLeast;
    else if (value > most) values[i] = value > most + tolerance ? tooHigh : atMost;
    else if (!Number.isNaN(value)) values[i] = 0;
  }
  for (const [k, band] of bands.entries()) {
    const [low, high] = INPUT_RANGES[k]!;
    const lowest = Math.max(0, low - INPUT_TOLERANCE);
    const highest = high + INPUT_TOLERANCE;
    for (let i = 0; i < values.length; i++) {
      const isOutside = band[i]! < lowest || band[i]! > highest;
      if (isOutside && !Number.isNaN(values[i])) values[i] = values[i]! | inputOutside;
    }
  }
  return values;
}
