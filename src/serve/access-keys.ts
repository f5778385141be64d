import { createHash, timingSafeEqual } from 'node:crypto';
import { UsageError } from '../errors.js';

export const SCOPES = ['read', 'write'] as const;
/** `read`: ask about what is published; `write`: bring scenes. */
export type Scope = (typeof SCOPES)[number];

/** Who asks, and what for they may. */
export interface Caller {
  name: string;
  scopes: ReadonlySet<Scope>;
}

/** A key that is given to somebody; the key itself is not kept. */
export interface ApiKey extends Caller {
  /** SHA-256. */
  digest: Buffer;
}

/** Of random letters and digits, some 80 bits. */
const LEAST_LENGTH = 16;
const MOST_LENGTH = 500;
const LINE = /^(?:([A-Za-z0-9_.-]{1,64}):)?([\x21-\x7e]+)((?:\s+[a-z]+)*)$/;

/**
 * Keys, one a line: `key`, or `name:key`, and after it `read` or `write` where it is not for both. Lines that begin with `#`
 * say something to people.
 *
 * @throws UsageError that names the line, never the key
 */
export function parseKeys(text: string, source: string): ApiKey[] {
  const keys = text.split(/\r?\n/).flatMap((line, index) => {
    const content = line.trim();
    return content === '' || content.startsWith('#') ? [] : [parseLine(content, `${source}, line ${index + 1}`)];
  });
  if (keys.length > 0) return keys;
  throw new UsageError({ thing: 'keys', wanted: 'at least one', got: 'none', source });
}

function parseLine(line: string, source: string): ApiKey {
  const [, name, key = '', words = ''] = LINE.exec(line) ?? [];
  const scopes = words.split(/\s+/).filter(Boolean);
  const problem = (wanted: string, got: string) => new UsageError({ thing: 'key', wanted, got, source });
  if (key === '') throw problem('key, or name:key, and after it read or write', 'something else');
  if (key.length < LEAST_LENGTH || key.length > MOST_LENGTH) {
    throw problem(`${LEAST_LENGTH} to ${MOST_LENGTH} characters`, `${key.length}`);
  }
  const unknown = scopes.find((scope) => !SCOPES.includes(scope as Scope));
  if (unknown) throw problem(`${SCOPES.join(' or ')} after it`, unknown);
  return {
    name: name ?? source,
    digest: digestOf(key),
    scopes: new Set((scopes.length > 0 ? scopes : SCOPES) as readonly Scope[]),
  };
}

/** Whose key it is; the time it takes tells nothing of the keys. */
export function findKey(keys: readonly ApiKey[], given: string): ApiKey | null {
  const digest = digestOf(given);
  let found: ApiKey | null = null;
  for (const key of keys) if (timingSafeEqual(key.digest, digest)) found = key;
  return found;
}

const digestOf = (key: string): Buffer => createHash('sha256').update(key).digest();
