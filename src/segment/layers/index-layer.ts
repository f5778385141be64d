import { z } from 'zod';
import { evaluateProgram } from '../expression/evaluate.js';
import { CONSTANT_NAMES, type ConstantName } from '../indices/constants.js';
import { findDegree } from '../indices/degree.js';
import { indexName } from '../indices/index-name.js';
import { KERNELS } from '../indices/kernels.js';
import { findFormula } from '../indices/table.js';
import { defineLayer } from './layer.js';

const options = z
  .strictObject({
    type: z.literal('index'),
    name: indexName.describe('Spectral index'),
    constants: z
      .partialRecord(z.enum(CONSTANT_NAMES as [ConstantName, ...ConstantName[]]), z.number())
      .default({})
      .describe('Constants of its formula that are to have another value, such as { "L": 0.3 }'),
    kernel: z.enum(KERNELS).default('rbf').describe('How kernel indices, such as kNDVI, compare two bands'),
  })
  .superRefine(({ name, constants, kernel }, context) => {
    const formula = findFormula(name, { kernel, constants });
    const strange = Object.keys(constants).filter((constant) => !Object.hasOwn(formula?.constants ?? {}, constant));
    if (formula && strange.length === 0) return;
    const names = Object.keys(formula?.constants ?? {});
    const wanted = names.length > 0 ? `only ${names.join(', ')}, which ${name} has` : `none, as ${name} has none`;
    if (strange.length > 0) context.addIssue({ code: 'custom', path: ['constants'], message: `wanted ${wanted}` });
  });

/** An index whose formula has constants or kernels of its own. Reflectance below zero counts as zero, as in every index. */
export const indexLayer = defineLayer({
  name: 'index',
  title: 'A spectral index, with constants as you give them',
  options,
  create: ({ name, constants, kernel }, scene) => {
    const formula = findFormula(name, { constants: constants as Partial<Record<ConstantName, number>>, kernel });
    if (!formula) {
      return { haloPx: 0, sources: [scene.sourceOf(name)], compute: ({ values }) => Float32Array.from(values[0]!) };
    }
    return {
      haloPx: 0,
      sources: formula.roles.map((band) => ({ kind: 'band', band })),
      needsReflectance: findDegree(formula.program) !== 0,
      compute: ({ values, length }) =>
        evaluateProgram(formula.program, values, new Float32Array(length), { clamps: true }),
    };
  },
});
