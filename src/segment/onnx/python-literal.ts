/** What a literal of Python or JSON may hold; keys of a dict are kept as text. */
export type Literal = string | number | boolean | null | Literal[] | Map<string, Literal>;

const MOST_DEPTH = 32;
const MOST_CHARS = 1 << 20;
const WORDS: Readonly<Record<string, boolean | null>> = {
  True: true,
  False: false,
  None: null,
  true: true,
  false: false,
  null: null,
};
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };
/** One piece of text: a bracket, a string, a number or a word. */
const TOKEN = /\s*(?:([[\](){},:])|'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([-+]?[\d.][\d.eE+_-]*)|([A-Za-z]+))/suy;

/**
 * Reads dicts, lists, tuples, texts, numbers, True, False and None, as Python's `repr` and as JSON write them
 * (docs.python.org, "Lexical analysis"). Null where the text is anything else.
 */
export function parseLiteral(text: string): { value: Literal } | null {
  const tokens = text.length > MOST_CHARS ? null : tokenize(text);
  if (!tokens) return null;
  let at = 0;
  const isNext = (bracket: string): boolean => tokens[at]?.bracket === bracket && at++ >= 0;

  function readValue(depth: number): Literal | undefined {
    if (depth > MOST_DEPTH) return undefined;
    if (isNext('{')) return readDict(depth);
    if (isNext('[')) return readList(']', depth);
    if (isNext('(')) return readList(')', depth);
    return tokens?.[at++]?.value;
  }

  function readList(close: string, depth: number): Literal[] | undefined {
    const values: Literal[] = [];
    while (!isNext(close)) {
      const value = readValue(depth + 1);
      if (value === undefined) return undefined;
      values.push(value);
      if (!isNext(',') && tokens?.[at]?.bracket !== close) return undefined;
    }
    return values;
  }

  function readDict(depth: number): Map<string, Literal> | undefined {
    const values = new Map<string, Literal>();
    while (!isNext('}')) {
      const key = readValue(depth + 1);
      if (key === undefined || typeof key === 'object' || !isNext(':')) return undefined;
      const value = readValue(depth + 1);
      if (value === undefined) return undefined;
      values.set(String(key), value);
      if (!isNext(',') && tokens?.[at]?.bracket !== '}') return undefined;
    }
    return values;
  }

  const value = readValue(0);
  return value === undefined || at < tokens.length ? null : { value };
}

interface Token {
  bracket?: string;
  value?: string | number | boolean | null;
}

function tokenize(text: string): Token[] | null {
  const tokens: Token[] = [];
  const trimmed = text.trimEnd();
  TOKEN.lastIndex = 0;
  for (let at = 0; at < trimmed.length; at = TOKEN.lastIndex) {
    const match = TOKEN.exec(trimmed);
    if (!match) return null;
    const [, bracket, single, double, number, word] = match;
    if (bracket) tokens.push({ bracket });
    else if (number !== undefined) {
      const value = Number(number.replaceAll('_', ''));
      if (!Number.isFinite(value)) return null;
      tokens.push({ value });
    } else if (word !== undefined) {
      if (!Object.hasOwn(WORDS, word)) return null;
      tokens.push({ value: WORDS[word] });
    } else tokens.push({ value: unquote(single ?? double ?? '') });
  }
  return tokens;
}

const unquote = (text: string): string =>
  text.replaceAll(/\\(?:x([\dA-Fa-f]{2})|u([\dA-Fa-f]{4})|(.))/gsu, (_, byte, code, letter) =>
    letter === undefined ? String.fromCharCode(Number.parseInt(byte ?? code, 16)) : (ESCAPES[letter] ?? letter),
  );
