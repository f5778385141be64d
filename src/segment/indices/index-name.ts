import { z } from 'zod';
import { suggest } from '../recipe-problems.js';
import { findIndex, INDEX_NAMES, INDEX_SPELLINGS } from './table.js';

/** An index in a recipe, whatever its capitals; becomes our name of it. */
export const indexName = z
  .string()
  .meta({ id: 'index', enum: INDEX_SPELLINGS })
  .transform((name, context) => {
    const index = findIndex(name);
    if (index) return index.name;
    context.issues.push({ code: 'custom', input: name, message: `wanted an index, got ${name}${suggestIndex(name)}` });
    return z.NEVER;
  });

/** Swapped letters are the likeliest slip among so many short names. */
function suggestIndex(name: string): string {
  const sorted = (text: string): string => [...text.toLowerCase()].sort().join('');
  const swapped = INDEX_NAMES.find((known) => sorted(known) === sorted(name));
  const hint = swapped ? ` (did you mean ${swapped}?)` : suggest(name, INDEX_NAMES);
  return hint.includes('(known:') ? '; docs/indices.md lists them' : hint;
}
