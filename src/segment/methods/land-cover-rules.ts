import { z } from 'zod';
import { NODATA_CLASS } from '../../raster/class-mask.js';
import type { Band } from '../../raster/raster.js';
import { type Columns, defineMethod, type SceneBands, type Source } from '../segmenter.js';
import { clearInvalid } from './cut.js';
import { bandRef, hasOneSource, ONE_SOURCE_RULE, oneSource, toSource } from './options.js';

const classId = z.int().min(1).max(255);

const condition = z
  .strictObject({
    ...oneSource,
    min: z.number().optional().describe('Holds from this value on'),
    max: z.number().optional().describe('Holds below this value'),
    optional: z.boolean().default(false).describe('Left out, not failed, where the scene lacks the band'),
  })
  .refine(hasOneSource, ONE_SOURCE_RULE)
  .refine(({ min, max }) => min !== undefined || max !== undefined, { message: 'wanted min or max', path: ['min'] });

const rule = z.strictObject({
  class: classId,
  when: z.array(condition).min(1).describe('All of these hold'),
  ifPresent: z.boolean().default(false).describe('Left out without a word where the scene lacks a band of it'),
  unless: z.array(bandRef).default([]).describe('The rule is only for scenes that lack one of these bands'),
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
    // With no rule left, what the plain rules need is asked for, and the scene's lack of it becomes the error.
    const plain = rules.filter((candidate) => !candidate.ifPresent);
    const sources = listSources(usable.length > 0 ? usable : plain.length > 0 ? plain : rules);
    const compiled = usable.map((candidate) => compileRule(candidate, sources));
    return {
      haloPx: 0,
      sources,
      needsReflectance: sources.some(({ kind }) => kind === 'band'),
      predict: (columns) => applyRules(columns, compiled, fallback),
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
    if (candidate.ifPresent || !isMeantFor(candidate, scene) || adaptRule(candidate, scene).length > 0) return [];
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

interface CompiledRule {
  id: number;
  conditions: { column: number; min: number; max: number }[];
}

function compileRule({ class: id, when }: Rule, sources: readonly Source[]): CompiledRule {
  const keys = sources.map((source) => JSON.stringify(source));
  const conditions = when.map(({ min = -Infinity, max = Infinity, ...source }) => ({
    column: keys.indexOf(JSON.stringify(toSource(source))),
    min: Math.fround(min),
    max: Math.fround(max),
  }));
  return { id, conditions };
}

/** Rule by rule over all pixels, without branches: a pixel takes the id of the first rule that holds for it. */
function applyRules({ length, values, valid }: Columns, rules: readonly CompiledRule[], fallback: number): Uint8Array {
  const classes = new Uint8Array(length);
  const holds = new Uint8Array(length);
  for (const { id, conditions } of rules) {
    holds.fill(1);
    for (const { column, min, max } of conditions) narrow(holds, values[column]!, min, max);
    for (let i = 0; i < length; i++) classes[i]! += Number(classes[i] === 0) * holds[i]! * id;
  }
  fallBack(classes, values, fallback);
  if (valid) clearInvalid(classes, valid);
  return classes;
}

function narrow(holds: Uint8Array, column: Band, min: number, max: number): void {
  for (let i = 0; i < holds.length; i++) {
    const value = column[i]!;
    holds[i]! &= Number(value >= min) & Number(value < max);
  }
}

/** Where no rule held: the fallback, or 0 where a column is not defined and a rule could not be asked. */
function fallBack(classes: Uint8Array, values: readonly Band[], fallback: number): void {
  for (let i = 0; i < classes.length; i++) {
    if (classes[i] !== 0) continue;
    classes[i] = values.some((column) => Number.isNaN(column[i]!)) ? NODATA_CLASS : fallback;
  }
}
