import { z } from 'zod';
import { InputError } from '../../errors.js';
import { evaluateProgram, MAX_INPUTS } from '../expression/evaluate.js';
import { FUNCTION_NAMES, MAX_LENGTH, namesOf, parseExpression } from '../expression/parse.js';
import { makeProgram } from '../expression/program.js';
import { findDegree } from '../indices/degree.js';
import { suggest } from '../recipe-problems.js';
import { isRole, ROLES } from '../roles.js';
import type { SceneBands, Source } from '../segmenter.js';
import { defineLayer } from './layer.js';

const options = z.strictObject({
  type: z.literal('expression'),
  expression: z
    .string()
    .min(1)
    .max(MAX_LENGTH)
    .superRefine((text, context) => {
      const message = findProblem(text);
      if (message) context.addIssue({ code: 'custom', message });
    })
    .describe(
      'Such as "(nir - red) / (nir + red + 0.5) * 1.5", of bands by role, name or number (b1), indices and other layers; ' +
        `with + - * / ^, comparisons, && || ! ? : and ${FUNCTION_NAMES.join(', ')}`,
    ),
});

/** What a recipe writes out itself. Bands are reflectance on the recipe's scale, as they are: below zero too. */
export const expression = defineLayer({
  name: 'expression',
  title: 'An expression of bands, indices and other layers',
  options,
  create: ({ expression: text }, scene) => {
    const parsed = parseExpression(text);
    const names = namesOf(parsed);
    const program = makeProgram(parsed, { inputs: [...names.keys()] });
    const sources = [...names].map(([name, at]) => findSource(name, at, scene));
    return {
      haloPx: 0,
      sources,
      needsReflectance: sources.some(({ kind }) => kind === 'band') && findDegree(program) !== 0,
      compute: ({ values, length }) => evaluateProgram(program, values, new Float32Array(length)),
    };
  },
});

function findProblem(text: string): string | null {
  try {
    const { size } = namesOf(parseExpression(text));
    if (size === 0) return 'wanted a band, an index or a layer to look at';
    return size > MAX_INPUTS ? `wanted at most ${MAX_INPUTS} names, got ${size}` : null;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return `wanted ${error.facts.wanted}, got ${error.facts.got}`;
  }
}

/** `b1` is the band of this name, else the first. A role, or a scene, that is not there is told with all that are missing. */
function findSource(name: string, at: number, scene: SceneBands): Source {
  const source = scene.sourceOf(name);
  if (source.kind !== 'band' || scene.canRead(source)) return source;
  const numbered = name.replace(/(^|\.)b(\d+)$/i, '$1$2');
  if (numbered !== name) return scene.sourceOf(numbered);
  if (source.scene || isRole(name)) return source;
  const got = `${name} at character ${at}${suggest(name, ROLES)}`;
  throw new InputError({ thing: 'expression', wanted: 'a band, a role, an index or a layer', got });
}
