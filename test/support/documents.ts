import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');

export const readDocument = (path: string): string => readFileSync(resolve(ROOT, path), 'utf8');

/**
 * Expects `made` between `<!-- name -->` and `<!-- end -->` of a document. With UPDATE_DOCS=1 it is written there instead.
 * `normalize` takes out what differs from run to run.
 */
export function expectSection(
  path: string,
  { name, made, normalize = (text) => text }: { name: string; made: string; normalize?: (text: string) => string },
): void {
  const page = readDocument(path);
  const found = page.match(new RegExp(`<!-- ${name} -->\\n([\\s\\S]*?)<!-- end -->`));
  expect(found, `${path} has a place for ${name}`).not.toBeNull();
  if (process.env.UPDATE_DOCS && normalize(found![1]!) !== normalize(made)) {
    writeFileSync(
      resolve(ROOT, path),
      page.replace(found![0], () => `<!-- ${name} -->\n${made}<!-- end -->`),
    );
  } else expect(normalize(found![1]!)).toBe(normalize(made));
}
