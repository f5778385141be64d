import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from '../errors.js';
import { findNearest } from '../segment/nearest.js';
import type { Io } from './io.js';

/** An option of a command, as `parseArgs` takes it, with the words that help shows. */
export interface Option {
  type: 'string' | 'boolean';
  /** What stands for the value in help, as in `--out <folder>`. */
  value?: string;
  help: string;
}

export interface Command {
  name: string;
  /** What follows the name, as in `<scene…>`. */
  arguments: string;
  summary: string;
  options: Record<string, Option>;
  /** Lines below the options in help. */
  notes?: readonly string[];
  run(call: Call, io: Io): Promise<void>;
}

/** A command line taken apart. */
export interface Call {
  positionals: string[];
  text(name: string): string | undefined;
  flag(name: string): boolean;
  json: boolean;
}

export const JSON_OPTION: Option = { type: 'boolean', help: 'print machine-readable results and errors' };

/** Takes a command's arguments apart; throws `UsageError` for what the command does not know. */
export function parseCall(command: Command, args: string[]): Call {
  const options: NonNullable<ParseArgsConfig['options']> = {};
  for (const [name, { type }] of Object.entries(command.options)) options[name] = { type };
  try {
    const { values, positionals } = parseArgs({
      args: bindNegatives(args, options),
      options,
      allowPositionals: true,
      strict: true,
    });
    const text = (name: string) => (typeof values[name] === 'string' ? values[name] : undefined);
    const flag = (name: string) => values[name] === true;
    return { positionals, text, flag, json: flag('json') };
  } catch (error) {
    const wanted = `landquilt ${command.name} ${command.arguments}, see landquilt ${command.name} --help`;
    throw new UsageError({ thing: 'command line', wanted, got: describeProblem(error as Error, options) });
  }
}

/** `--offset -0.1` as `--offset=-0.1`, for `parseArgs` takes a hyphen for the start of an option. */
function bindNegatives(args: string[], options: NonNullable<ParseArgsConfig['options']>): string[] {
  const bound: string[] = [];
  for (const arg of args) {
    const last = bound.at(-1) ?? '';
    const isValue = /^-[\d.]/.test(arg) && last.startsWith('--') && options[last.slice(2)]?.type === 'string';
    if (isValue) bound.push(`${bound.pop()}=${arg}`);
    else bound.push(arg);
  }
  return bound;
}

/** The first sentence of `parseArgs`, with the nearest known option where it met an unknown one. */
function describeProblem({ message }: Error, known: object): string {
  const unknown = /Unknown option '--?([^']+)'/.exec(message)?.[1];
  if (!unknown) return message.split('. ')[0] ?? '';
  const near = findNearest(unknown, Object.keys(known));
  return `unknown option --${unknown}${near ? ` (did you mean --${near}?)` : ''}`;
}

/** A whole number of at least `least`, or undefined where the option is not given. */
export function wholeNumber(call: Call, name: string, least = 1): number | undefined {
  const text = call.text(name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new UsageError({ thing: `--${name}`, wanted: `a whole number, at least ${least}`, got: text || 'nothing' });
}

/** A number above 0, or undefined where the option is not given. */
export function positiveNumber(call: Call, name: string): number | undefined {
  const text = call.text(name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new UsageError({ thing: `--${name}`, wanted: 'a number above 0', got: text || 'nothing' });
}

/** The one argument of a command that takes one. */
export function onlyPositional(call: Call, thing: string): string {
  if (call.positionals.length === 1) return call.positionals[0];
  throw new UsageError({ thing, wanted: 'exactly one', got: call.positionals.join(' ') || 'none' });
}

export function requiredText(call: Call, name: string, wanted: string): string {
  const text = call.text(name);
  if (text !== undefined && text !== '') return text;
  throw new UsageError({ thing: `--${name}`, wanted, got: 'nothing' });
}
