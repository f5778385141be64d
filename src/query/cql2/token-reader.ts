import { filterError } from './filter-error.js';
import { quoteAt, type Token, tokenize } from './tokens.js';

/** Reads tokens one after the other. */
export interface TokenReader {
  peek(ahead?: number): Token;
  take(): Token;
  /** Takes the token if it is this sign or word. */
  accept(value: string): boolean;
  /** Takes it, or fails. */
  expect(value: string): void;
  fail(wanted: string): never;
}

export function createTokenReader(text: string): TokenReader {
  const tokens = tokenize(text);
  let place = 0;
  const peek = (ahead = 0): Token => tokens[Math.min(place + ahead, tokens.length - 1)];
  const fail = (wanted: string): never => {
    throw filterError(wanted, quoteAt(text, peek().at));
  };
  const isAt = (value: string): boolean => {
    const { kind, value: found } = peek();
    return (kind === 'sign' || kind === 'name') && found.toLowerCase() === value;
  };
  const accept = (value: string): boolean => {
    if (!isAt(value)) return false;
    place++;
    return true;
  };
  return {
    peek,
    fail,
    accept,
    take: () => {
      const token = peek();
      if (token.kind !== 'end') place++;
      return token;
    },
    expect: (value) => {
      if (!accept(value)) fail(`"${value.toUpperCase()}"`);
    },
  };
}
