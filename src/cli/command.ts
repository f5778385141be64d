import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from '../errors.js';

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
  run(call: Call): Promise<void>;
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
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true, strict: true });
    const text = (name: string) => (typeof values[name] === 'string' ? values[name] : undefined);
    const flag = (name: string) => values[name] === true;
    return { positionals, text, flag, json: flag('json') };
  } catch (error) {
    const wanted = `landquilt ${command.name} ${command.arguments}, see landquilt ${command.name} --help`;
    throw new UsageError({ thing: 'command line', wanted, got: (error as Error).message.split('. ')[0] ?? '' });
  }
}

/** A whole number of at least 1, or undefined where the option is not given. */
export function positiveInteger(call: Call, name: string): number | undefined {
  const text = call.text(name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new UsageError({ thing: `--${name}`, wanted: 'a whole number, at least 1', got: text });
}

/** The one argument of a command that takes one. */
export function onlyPositional(call: Call, thing: string): string {
  if (call.positionals.length === 1) return call.positionals[0];
  throw new UsageError({ thing, wanted: 'one', got: String(call.positionals.length) });
}

export function requiredText(call: Call, name: string, wanted: string): string {
  const text = call.text(name);
  if (text !== undefined && text !== '') return text;
  throw new UsageError({ thing: `--${name}`, wanted, got: 'nothing' });
}
