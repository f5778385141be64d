import { z } from 'zod';
import { type Columns, defineMethod, type SceneBands, type Source } from '../segmenter.js';
import { clearInvalid } from './cut.js';
import { bandRef, hasOneSource, indexName, ONE_SOURCE_RULE, toSource } from './options.js';

const classId = z.int().min(1).max(255);

const condition = z
  .strictObject({
    index: indexName.optional(),
    band: bandRef.optional(),
    min: z.number().optional().describe('Holds from this value on'),
    max: z.number().optional().describe('Holds below this value'),
    optional: z.boolean().default(false).describe('Left out, not failed, where the scene lacks the band'),
  })
  .refine(hasOneSource, ONE_SOURCE_RULE)
  .refine(({ min, max }) => min !== undefined || max !== undefined, { message: 'wanted min or max', path: ['min'] });

const rule = z.strictObject({
  class: classId,
  when: z.array(condition).min(1).describe('All of these hold'),
  unless: z.array(bandRef).default([]).describe('The rule is for scenes that lack one of these bands'),
});

const options = z.strictObject({
  method: z.literal('land-cover-rules'),
  rules: z.array(rule).min(1).max(100).describe('The first rule that holds names the class'),
  fallback: classId.describe('The class where no rule holds'),
});

type Rule = z.infer<typeof rule>;

/**
 * An ordered list of rules over indices and bands. A rule that needs a band the scene lacks is left out (and that is
 * said), so a recipe can hold rules for scenes with and without short-wave infrared. A pixel where no rule holds and
 * a condition was not defined (0/0) gets no class.
 */
export const landCoverRules = defineMethod({
  name: 'land-cover-rules',
  title: 'Rules over indices and bands; the first that holds names the class',
  options,
  classIds: ({ rules, fallback }) => [...new Set([...rules.map((r) => r.class), fallback])].sort((a, b) => a - b),
  create: ({ rules, fallback }, scene) => {
    const usable = rules.flatMap((candidate) => adaptRule(candidate, scene));
    // With no rule left, all bands are asked for, and the scene's lack of them becomes the error.
    const sources = listSources(usable.length > 0 ? usable : rules);
    const compiled = compileRules(usable, sources, fallback);
    return {
      haloPx: 0,
      sources,
      predict: (columns) => applyRules(columns, compiled),
      warnings: describeSkipped(rules, scene),
    };
  },
});

/** The rule with what this scene can tell; nothing where it cannot be asked or is not meant for such a scene. */
function adaptRule(candidate: Rule, scene: SceneBands): Rule[] {
  if (!isMeantFor(candidate, scene)) return [];
  const when = candidate.when.filter((c) => !c.optional || scene.canRead(toSource(c)));
  return when.length > 0 && when.every((c) => scene.canRead(toSource(c))) ? [{ ...candidate, when }] : [];
}

const isMeantFor = ({ unless }: Rule, scene: SceneBands): boolean =>
  unless.length === 0 || unless.some((band) => !scene.canRead({ kind: 'band', band }));

function describeSkipped(rules: readonly Rule[], scene: SceneBands): string[] {
  return rules.flatMap((candidate, i) => {
    if (!isMeantFor(candidate, scene) || adaptRule(candidate, scene).length > 0) return [];
    const lacking = candidate.when.filter((c) => !scene.canRead(toSource(c))).map((c) => c.index ?? `band ${c.band}`);
    return [
      `rule ${i + 1} (class ${candidate.class}) is left out: the scene has not the bands for ${lacking.join(', ')}`,
    ];
  });
}

function listSources(rules: readonly Rule[]): Source[] {
  const byKey = new Map(rules.flatMap((r) => r.when.map((c) => [JSON.stringify(toSource(c)), toSource(c)])));
  return [...byKey.values()];
}

/** Rule r has the conditions `firstCondition[r]` to `firstCondition[r + 1]` exclusive: min ≤ column < max. */
interface CompiledRules {
  classes: Uint8Array;
  firstCondition: Int32Array;
  column: Int32Array;
  min: Float64Array;
  max: Float64Array;
  fallback: number;
}

function compileRules(rules: readonly Rule[], sources: readonly Source[], fallback: number): CompiledRules {
  const keys = sources.map((source) => JSON.stringify(source));
  const conditions = rules.flatMap(({ when }) => when);
  const firstCondition = new Int32Array(rules.length + 1);
  for (const [r, { when }] of rules.entries()) firstCondition[r + 1] = firstCondition[r]! + when.length;
  return {
    classes: Uint8Array.from(rules, (r) => r.class),
    firstCondition,
    column: Int32Array.from(conditions, (c) => keys.indexOf(JSON.stringify(toSource(c)))),
    min: Float64Array.from(conditions, ({ min }) => Math.fround(min ?? -Infinity)),
    max: Float64Array.from(conditions, ({ max }) => Math.fround(max ?? Infinity)),
    fallback,
  };
}

function applyRules({ length, values, valid }: Columns, rules: CompiledRules): Uint8Array {
  const { classes: ruleClasses, firstCondition, column, min, max, fallback } = rules;
  const classes = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    if (valid && valid[i] === 0) continue;
    let id = fallback;
    for (let r = 0; r < ruleClasses.length; r++) {
      let holds = true;
      for (let c = firstCondition[r]!; c < firstCondition[r + 1]! && holds; c++) {
        const value = values[column[c]!]![i]!;
        holds = value >= min[c]! && value < max[c]!;
        if (Number.isNaN(value)) id = 0;
      }
      if (!holds) continue;
      id = ruleClasses[r]!;
      break;
    }
    classes[i] = id;
  }
  if (valid) clearInvalid(classes, valid);
  return classes;
}
