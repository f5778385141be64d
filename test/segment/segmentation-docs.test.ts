import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readSnippets, shownLayer, toRecipe } from '../../scripts/segmentation-snippets.js';
import { LAYER_KINDS } from '../../src/segment/layers/list.js';
import { METHODS } from '../../src/segment/methods/list.js';
import { prepareRecipe } from '../../src/segment/prepare.js';
import { REFINE_STEPS } from '../../src/segment/refine/list.js';
import { expectSection, readDocument } from '../support/documents.js';
import { sceneFacts } from './support/recipes.js';

const PAGE = 'docs/segmentation.md';

type Kind = [kind: string, name: string, options: z.ZodObject, key: string];

/** What a page has to show of a list, whose entries are told apart by `key` in a recipe. */
const kindsOf = (kind: string, list: readonly { name: string; options: z.ZodObject }[], key: string) =>
  list.map(({ name, options }): Kind => [kind, name, options, key]);

const KINDS: Kind[] = [
  ...kindsOf('method', METHODS, 'method'),
  ...kindsOf('layer', LAYER_KINDS, 'type'),
  ...kindsOf('step', REFINE_STEPS, 'step'),
];

interface OptionSchema {
  description?: string;
  default?: unknown;
}

/** A line for each option: its name, its default, what it says. */
function describeOptions(options: z.ZodObject, key: string): string {
  const schema = z.toJSONSchema(options, { io: 'input', unrepresentable: 'any' }) as {
    properties: Record<string, OptionSchema>;
    required?: string[];
  };
  const lines = Object.entries(schema.properties).flatMap(([name, { description, default: preset }]) => {
    if (name === key) return [];
    const isNeeded = schema.required?.includes(name);
    const value = isNeeded
      ? ', must be given'
      : preset === undefined
        ? ''
        : `, \`${JSON.stringify(preset)}\` if missing`;
    return [`- \`${name}\`${value}${description ? `: ${description[0]!.toLowerCase()}${description.slice(1)}` : ''}`];
  });
  return lines.length > 0 ? `\n${lines.join('\n')}\n\n` : '\n';
}

describe(PAGE, () => {
  it.each(KINDS)('has the options of the %s %s (UPDATE_DOCS=1 rewrites them)', (kind, name, options, key) => {
    expectSection(PAGE, { name: `options of ${kind} ${name}`, made: describeOptions(options, key) });
  });

  const snippets = readSnippets();

  it.each(snippets.map((snippet) => [snippet.name, snippet] as const))(
    'shows a recipe that the sample scene can do: %s',
    (name, snippet) => {
      const scene = sceneFacts({ bandNames: ['B02', 'B03', 'B04', 'B05', 'B08', 'B11', 'B12'], dataType: 'uint16' });
      expect(() => prepareRecipe(toRecipe(snippet), scene, { sensor: 'sentinel-2-l2a' })).not.toThrow();
      expect(existsSync(new URL(`../../docs/images/segmentation/${name}.png`, import.meta.url))).toBe(true);
      expect(readDocument(PAGE)).toContain(`](images/segmentation/${name}.png)`);
    },
  );

  it('shows every method, layer and step, but for those that need a file or more bands', () => {
    const shown = snippets.flatMap(({ json }) => {
      const {
        segmenter,
        layers = {},
        refine = [],
      } = json as {
        segmenter?: { method: string };
        layers?: Record<string, { type: string }>;
        refine?: { step: string }[];
      };
      return [segmenter?.method, ...Object.values(layers).map(({ type }) => type), ...refine.map(({ step }) => step)];
    });
    const missing = KINDS.map(([, name]) => name).filter((name) => !shown.includes(name));
    expect(missing.sort()).toEqual(['biophysical', 'classes', 'model', 'network']);
    expect(snippets.filter(shownLayer).length).toBeGreaterThan(15);
  });
});
