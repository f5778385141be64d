import { InputError } from '../../errors.js';
import type { Operation } from './operations.js';
import { readTokens, type Token } from './tokens.js';

/** An expression as a tree. */
export type Expression =
  | { kind: 'number'; value: number }
  /** `at`: where it stands in the text, from 1. */
  | { kind: 'name'; name: string; at: number }
  | { kind: 'call'; operation: Operation; operands: readonly Expression[] };

export const MAX_LENGTH = 4000;
/** Of parentheses, signs and conditions inside each other. */
export const MAX_DEPTH = 64;

/** Functions by name, with how many arguments they take. */
const FUNCTIONS: Readonly<Record<string, readonly [operation: Operation | 'clamp', least: number, most: number]>> = {
  ...{ min: ['min', 2, 32], max: ['max', 2, 32], clamp: ['clamp', 3, 3], where: ['where', 3, 3] },
  ...{ abs: ['abs', 1, 1], sqrt: ['sqrt', 1, 1], exp: ['exp', 1, 1], log: ['log', 1, 1], log10: ['log10', 1, 1] },
  ...{ pow: ['pow', 2, 2], sin: ['sin', 1, 1], cos: ['cos', 1, 1], atan2: ['atan2', 2, 2] },
};

export const FUNCTION_NAMES: readonly string[] = Object.keys(FUNCTIONS);

/** Operators that join two operands from left to right, the weakest first; comparisons do not chain. */
const LEVELS: readonly Readonly<Record<string, Operation>>[] = [
  { '||': 'or' },
  { '&&': 'and' },
  { '<': 'lt', '<=': 'le', '>': 'gt', '>=': 'ge', '==': 'eq', '!=': 'ne' },
  { '+': 'add', '-': 'sub' },
  { '*': 'mul', '/': 'div' },
];
const COMPARISONS = 2;

const call = (operation: Operation, ...operands: Expression[]): Expression => ({ kind: 'call', operation, operands });

/**
 * Reads an expression such as `(nir - red) / (nir + red + 0.5)`. Powers (`^`, `**`) bind tightest and to the right, then
 * signs and `!`, `*` and `/`, `+` and `-`, comparisons, `&&`, `||`, and `? :`.
 * @throws InputError naming the place, from 1, of the first thing that does not fit
 */
export function parseExpression(text: string): Expression {
  if (text.length > MAX_LENGTH) {
    throw new InputError({ thing: 'expression', wanted: `at most ${MAX_LENGTH} characters`, got: String(text.length) });
  }
  const tokens = readTokens(text);
  let next = 0;
  let depth = 0;

  const peek = (): Token => tokens[next]!;
  const take = (): Token => tokens[next++]!;
  const isAt = (symbol: string): boolean => peek().kind === 'symbol' && peek().text === symbol;
  const expect = (symbol: string): void => {
    if (!isAt(symbol)) throw refuse(`${symbol}`, peek());
    next++;
  };

  const parseCondition = (): Expression => {
    if (++depth > MAX_DEPTH) throw refuse(`at most ${MAX_DEPTH} levels`, peek());
    const condition = parseLevel(0);
    const parsed = isAt('?') ? parseBranches(condition) : condition;
    depth--;
    return parsed;
  };

  const parseBranches = (condition: Expression): Expression => {
    expect('?');
    const yes = parseCondition();
    expect(':');
    return call('where', condition, yes, parseCondition());
  };

  const parseLevel = (level: number): Expression => {
    const operators = LEVELS[level];
    if (!operators) return parseSign();
    let left = parseLevel(level + 1);
    for (let count = 0; peek().kind === 'symbol' && Object.hasOwn(operators, peek().text); count++) {
      if (level === COMPARISONS && count > 0) throw refuse('&& between two comparisons', peek());
      const operation = operators[take().text]!;
      left = call(operation, left, parseLevel(level + 1));
    }
    return left;
  };

  const parseSign = (): Expression => {
    if (++depth > MAX_DEPTH) throw refuse(`at most ${MAX_DEPTH} levels`, peek());
    const sign = ['-', '+', '!'].find(isAt);
    if (sign) next++;
    const operand = sign ? parseSign() : parsePower();
    depth--;
    return sign === '-' ? call('neg', operand) : sign === '!' ? call('not', operand) : operand;
  };

  const parsePower = (): Expression => {
    const base = parsePrimary();
    if (!isAt('^') && !isAt('**')) return base;
    next++;
    return call('pow', base, parseSign());
  };

  const parsePrimary = (): Expression => {
    const token = take();
    if (token.kind === 'number') return { kind: 'number', value: Number(token.text) };
    if (token.kind === 'name') return isAt('(') ? parseCall(token) : { kind: 'name', name: token.text, at: token.at };
    if (token.kind === 'quoted') return { kind: 'name', name: token.text, at: token.at };
    if (token.text !== '(') throw refuse('a number, a name or (', token);
    const inner = parseCondition();
    expect(')');
    return inner;
  };

  const parseCall = (name: Token): Expression => {
    const known = Object.hasOwn(FUNCTIONS, name.text) ? FUNCTIONS[name.text]! : null;
    if (!known) throw refuse(`a function: ${FUNCTION_NAMES.join(', ')}`, name);
    const [operation, least, most] = known;
    expect('(');
    const operands = [parseCondition()];
    while (isAt(',')) {
      next++;
      operands.push(parseCondition());
    }
    expect(')');
    if (operands.length < least || operands.length > most) {
      const wanted = `${least === most ? least : `${least} or more`} arguments of ${name.text}`;
      throw refuse(wanted, { ...name, text: String(operands.length) });
    }
    return makeCall(operation, operands);
  };

  const parsed = parseCondition();
  if (peek().kind !== 'end') throw refuse('an operator or the end', peek());
  return parsed;
}

function makeCall(operation: Operation | 'clamp', operands: Expression[]): Expression {
  const [first, ...rest] = operands as [Expression, ...Expression[]];
  if (operation === 'clamp') return call('min', call('max', first, rest[0]!), rest[1]!);
  if (operation === 'min' || operation === 'max') return rest.reduce((all, one) => call(operation, all, one), first);
  return call(operation, ...operands);
}

function refuse(wanted: string, { kind, text, at }: Token): InputError {
  const got = kind === 'end' ? `the end after character ${at - 1}` : `${text} at character ${at}`;
  return new InputError({ thing: 'expression', wanted, got });
}

/** Every name that is read, once, with where it first stands. */
export function namesOf(expression: Expression): Map<string, number> {
  const names = new Map<string, number>();
  const visit = (node: Expression): void => {
    if (node.kind === 'name' && !names.has(node.name)) names.set(node.name, node.at);
    if (node.kind === 'call') node.operands.forEach(visit);
  };
  visit(expression);
  return names;
}
