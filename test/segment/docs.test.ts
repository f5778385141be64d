import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { COMMON_INDICES } from '../../src/segment/indices/table.js';
import { METHODS } from '../../src/segment/methods/list.js';
import { listRecipes } from '../../src/segment/recipe.js';
import { SENSORS } from '../../src/segment/sensors/list.js';

const PAGE = new URL('../../docs/recipes.md', import.meta.url);

const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const SECTIONS: Record<string, () => Promise<string> | string> = {
  recipes: async () =>
    (await listRecipes())
      .map(({ name, title, description, legend }) => {
        const rows = legend.map((entry) => [String(entry.id), entry.name, `\`${entry.color}\``]);
        return `### ${title} (\`${name}\`)\n\n${description}\n\n${table(['class', 'name', 'colour'], rows)}`;
      })
      .join('\n\n'),
  sensors: () =>
    table(
      ['sensor', 'what it is', 'unnamed bands are taken in order where there are'],
      SENSORS.map(({ name, title, layouts }) => [`\`${name}\``, title, Object.keys(layouts).join(', ')]),
    ),
  methods: () =>
    table(
      ['method', 'what it does', 'options'],
      METHODS.map(({ name, title, options }) => {
        const keys = Object.keys(options.shape).filter((key) => key !== 'method');
        return [`\`${name}\``, title, keys.map((key) => `\`${key}\``).join(', ')];
      }),
    ),
  indices: () =>
    table(
      ['index', 'what it is', 'formula', 'source'],
      COMMON_INDICES.map(({ name, title, formula, source }) => [`\`${name}\``, title, `\`${formula}\``, source]),
    ),
};

const sectionOf = (page: string, name: string): RegExpMatchArray | null =>
  page.match(new RegExp(`<!-- ${name} -->\\n([\\s\\S]*?)<!-- end -->`));

describe('docs/recipes.md', () => {
  it.each(Object.keys(SECTIONS))('shows the %s there are (UPDATE_DOCS=1 rewrites it)', async (name) => {
    const made = `\n${await SECTIONS[name]!()}\n\n`;
    const page = await readFile(PAGE, 'utf8');
    const found = sectionOf(page, name);
    expect(found).not.toBeNull();
    if (process.env.UPDATE_DOCS) {
      await writeFile(
        PAGE,
        page.replace(found![0], () => `<!-- ${name} -->\n${made}<!-- end -->`),
      );
    } else expect(found![1]).toBe(made);
  });
});
