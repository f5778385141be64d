import { filterError } from './filter-error.js';

/** A piece of a filter's text. */
export interface Token {
  kind: 'name' | 'quoted' | 'text' | 'number' | 'sign' | 'end';
  /** As it means: without quotes. */
  value: string;
  at: number;
}

const SPACE = /\s+/y;
// The letters that names may have, from the standard's grammar: any letter, and any mark within.
const NAME = /[:_\p{L}][:_.\p{L}\p{M}\p{N}]*/uy;
const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const TEXT = /'(?:[^'\\]|''|\\'|\\(?!'))*'/y;
const QUOTED = /"(?:[^"]|"")*"/y;
const SIGN = /<>|<=|>=|[-=<>+*/%^(),]/y;

/** The pieces of a filter's text; the last is an `end`. Throws `InputError` with the place where it cannot go on. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const match = (pattern: RegExp, at: number): string | null => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0] ?? null;
  };
  for (let at = match(SPACE, 0)?.length ?? 0; at < text.length; ) {
    const token = next(at);
    if (!token) throw filterError('a name, a number, a text in quotes or a sign', `${quoteAt(text, at)}`);
    tokens.push(token.token);
    at += token.length;
    at += match(SPACE, at)?.length ?? 0;
  }
  tokens.push({ kind: 'end', value: '', at: text.length });
  return tokens;

  function next(at: number): { token: Token; length: number } | null {
    const number = match(NUMBER, at);
    if (number) return { token: { kind: 'number', value: number, at }, length: number.length };
    const name = match(NAME, at);
    if (name) return { token: { kind: 'name', value: name, at }, length: name.length };
    const quoted = match(QUOTED, at);
    if (quoted) {
      return { token: { kind: 'quoted', value: quoted.slice(1, -1).replaceAll('""', '"'), at }, length: quoted.length };
    }
    const string = match(TEXT, at);
    if (string) {
      const value = string.slice(1, -1).replaceAll(/''|\\'/g, "'");
      return { token: { kind: 'text', value, at }, length: string.length };
    }
    const sign = match(SIGN, at);
    return sign ? { token: { kind: 'sign', value: sign, at }, length: sign.length } : null;
  }
}

/** What stands at a place of a text, and where that is. */
export function quoteAt(text: string, at: number): string {
  const rest = text.slice(at, at + 20);
  return rest === '' ? 'the end' : `"${rest}${text.length > at + 20 ? '…' : ''}" at character ${at + 1}`;
}
