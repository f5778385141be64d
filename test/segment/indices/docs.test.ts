import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { CONSTANTS } from '../../../src/segment/indices/constants.js';
import { CATALOGUE, INDICES } from '../../../src/segment/indices/table.js';

const PAGE = new URL('../../../docs/indices.md', import.meta.url);

const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const domainOf = new Map(CATALOGUE.map(({ index, domain }) => [index.name, domain]));
const theirNames = new Map(CATALOGUE.map(({ index, catalogueName }) => [index.name, catalogueName]));
const domains = [...new Set(domainOf.values())];

const SECTIONS: Record<string, () => string> = {
  indices: () =>
    domains
      .map((domain) => {
        const rows = INDICES.filter(({ name }) => (domainOf.get(name) ?? 'vegetation') === domain).map((index) => {
          const theirs = theirNames.get(index.name);
          const name =
            theirs && theirs.toLowerCase() !== index.name ? `\`${index.name}\` (${theirs})` : `\`${index.name}\``;
          const reflectance = index.needsReflectance ? 'yes' : '';
          return [name, index.title, `\`${index.formula}\``, reflectance, index.source];
        });
        const head = ['index', 'what it is', 'formula', 'needs reflectance', 'source'];
        return `### ${domain[0]!.toUpperCase()}${domain.slice(1)}\n\n${table(head, rows)}`;
      })
      .join('\n\n'),
  constants: () =>
    table(
      ['constant', 'what it is', 'value'],
      Object.entries(CONSTANTS).map(([name, { value, title }]) => [
        `\`${name}\``,
        title,
        Number.isNaN(value) ? '' : `${value}`,
      ]),
    ),
};

describe('docs/indices.md', () => {
  it.each(Object.keys(SECTIONS))('shows the %s there are (UPDATE_DOCS=1 rewrites it)', async (name) => {
    const made = `\n${SECTIONS[name]!()}\n\n`;
    const page = await readFile(PAGE, 'utf8');
    const found = page.match(new RegExp(`<!-- ${name} -->\\n([\\s\\S]*?)<!-- end -->`));
    expect(found).not.toBeNull();
    if (process.env.UPDATE_DOCS) {
      await writeFile(
        PAGE,
        page.replace(found![0], () => `<!-- ${name} -->\n${made}<!-- end -->`),
      );
    } else expect(found![1]).toBe(made);
  });
});
