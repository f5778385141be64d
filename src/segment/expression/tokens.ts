import { InputError } from '../../errors.js';

export interface Token {
  kind: 'number' | 'name' | 'quoted' | 'symbol' | 'end';
  text: string;
  /** Where it begins, from 1. */
  at: number;
}

/** A number, a name (with dots: `before.nir`), a name in quotes that may hold anything, or a symbol. */
const TOKEN =
  /\s*(?:(?<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|(?<name>[A-Za-z_]\w*(?:\.\w+)*)|'(?<quoted>[^']+)'|(?<symbol>\*\*|<=|>=|==|!=|&&|\|\||[-+*/^()<>!?:,]))/y;

/**
 * The words of an expression, with one that marks its end.
 * @throws InputError for a character that means nothing
 */
export function readTokens(text: string): Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const from = TOKEN.lastIndex;
    const groups = TOKEN.exec(text)?.groups;
    const [kind, found] = Object.entries(groups ?? {}).find(([, value]) => value !== undefined) ?? [];
    if (!kind || found === undefined) throw strangeCharacter(text, from);
    const length = kind === 'quoted' ? found.length + 2 : found.length;
    tokens.push({ kind: kind as Token['kind'], text: found, at: TOKEN.lastIndex - length + 1 });
  }
  return [...tokens, { kind: 'end', text: '', at: end + 1 }];
}

function strangeCharacter(text: string, from: number): InputError {
  const at = from + (text.slice(from).match(/^\s*/)?.[0].length ?? 0);
  const wanted = "numbers, names, operators and parentheses; other names in '…'";
  return new InputError({ thing: 'expression', wanted, got: `${text[at]} at character ${at + 1}` });
}
