import { readFileSync } from 'node:fs';
import { findMethod } from '../src/segment/methods/list.js';
import { parseRecipe, type Recipe } from '../src/segment/recipe.js';

/** A part of a recipe shown in docs/segmentation.md: `<!-- picture: name -->`, then a block of JSON. */
export interface Snippet {
  name: string;
  /** Keys of a recipe: layers, segmenter, refine and so on. */
  json: Record<string, unknown>;
}

/** Colours of the first classes, that go together. */
const PALETTE = ['#4a7fa7', '#d8b365', '#a3bf6b', '#3f7d4a', '#a6604f', '#8073ac', '#e0a080', '#6b6b6b'];

export const SEGMENTATION_PAGE = new URL('../docs/segmentation.md', import.meta.url);

export function readSnippets(page = readFileSync(SEGMENTATION_PAGE, 'utf8')): Snippet[] {
  return [...page.matchAll(/<!-- picture: ([a-z0-9-]+) -->\n+```json\n([\s\S]*?)```/g)].map(([, name, text]) => ({
    name: name!,
    json: JSON.parse(text!) as Record<string, unknown>,
  }));
}

/** The layer that a snippet without a segmenter shows: its last. */
export function shownLayer({ json }: Snippet): string | null {
  return json.segmenter ? null : Object.keys((json.layers ?? {}) as object).at(-1)!;
}

/** The whole recipe of a snippet; what it leaves out is made up. */
export function toRecipe(snippet: Snippet): Recipe {
  const layer = shownLayer(snippet);
  const segmenter = (snippet.json.segmenter ?? { method: 'threshold', layer, cuts: [0] }) as { method: string };
  const ids = findMethod(segmenter.method)?.classIds(withDefaults(segmenter)) ?? [];
  const attributes = layer ? { layers: [layer] } : {};
  return parseRecipe(
    {
      name: snippet.name,
      legend: ids.map((id) => ({ id, name: `class ${id}`, color: PALETTE[(id - 1) % PALETTE.length] })),
      attributes,
      ...snippet.json,
      segmenter,
    },
    snippet.name,
  );
}

function withDefaults(segmenter: { method: string }): { method: string } {
  const parsed = findMethod(segmenter.method)!.options.safeParse(segmenter);
  return parsed.success ? (parsed.data as { method: string }) : segmenter;
}
