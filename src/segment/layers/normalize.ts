import { z } from 'zod';
import type { Json } from '../../raster/json.js';
import type { Columns } from '../segmenter.js';
import { blankUndefined, findDefined } from './defined.js';
import { defineLayer } from './layer.js';
import { ofOne } from './options.js';
import { definedSample, fitMoments, percentileOf } from './sample-statistics.js';

const options = z
  .strictObject({
    type: z.literal('normalize'),
    of: ofOne,
    method: z
      .enum(['min-max', 'percentile', 'z-score'])
      .default('percentile')
      .describe('What becomes 0 and 1: least and greatest value, two percentiles; or mean 0 and standard deviation 1'),
    lower: z.number().min(0).max(100).default(2).describe('Percentile that becomes 0'),
    upper: z.number().min(0).max(100).default(98).describe('Percentile that becomes 1'),
    clip: z
      .boolean()
      .optional()
      .describe(
        'What lies outside 0 to 1 (z-score: -3 to 3) becomes the nearer end; true if missing, but not for z-score',
      ),
  })
  .refine(({ lower, upper }) => lower < upper, { message: 'wanted lower to be less than upper', path: ['lower'] });

/** value · scale + shift. */
interface Params {
  scale: number;
  shift: number;
}

/** Values on a scale that is the same for the whole scene. */
export const normalize = defineLayer({
  name: 'normalize',
  title: 'Values from 0 to 1, or with mean 0 and standard deviation 1',
  options,
  create: ({ of, method, lower, upper, clip = method !== 'z-score' }, scene) => {
    const [least, greatest] = !clip ? [-Infinity, Infinity] : method === 'z-score' ? [-3, 3] : [0, 1];
    const percents = method === 'min-max' ? ([0, 100] as const) : ([lower, upper] as const);
    return {
      haloPx: 0,
      sources: [scene.sourceOf(of)],
      fit: (sample) => ({ ...(method === 'z-score' ? fitScore(sample) : fitRange(sample, percents)) }) as Json,
      compute: (columns, params) => {
        const { scale, shift } = params as unknown as Params;
        const column = columns.values[0];
        const plane = new Float32Array(columns.length);
        for (let i = 0; i < plane.length; i++) {
          const value = column[i] * scale + shift;
          plane[i] = value < least ? least : value > greatest ? greatest : value;
        }
        return blankUndefined(plane, findDefined(columns));
      },
    };
  },
});

function fitScore(sample: Columns): Params {
  const { mean, deviation } = fitMoments(sample, 'layer normalize');
  return scaleFrom(mean, deviation);
}

function fitRange(sample: Columns, [lower, upper]: readonly [number, number]): Params {
  const sorted = definedSample(sample, 0, 'layer normalize').sort();
  const zero = percentileOf(sorted, lower);
  return scaleFrom(zero, percentileOf(sorted, upper) - zero);
}

/** What is the same everywhere becomes 0. */
function scaleFrom(zero: number, span: number): Params {
  const scale = span > 0 ? 1 / span : 0;
  return { scale, shift: -zero * scale };
}
