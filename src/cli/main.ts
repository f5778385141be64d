import { type ErrorKind, LandquiltError } from '../errors.js';
import { VERSION } from '../run/plan.js';
import { type Command, parseCall } from './command.js';
import { inspectCommand } from './inspect.js';
import { recipesCommand } from './recipes.js';
import { runCommand } from './run.js';
import { vectorizeCommand } from './vectorize.js';

const COMMANDS: readonly Command[] = [runCommand, vectorizeCommand, inspectCommand, recipesCommand];

/** 0 done, 1 the input is at fault, 2 wrong usage, 3 our fault. */
const EXIT_CODES: Record<ErrorKind, number> = { input: 1, usage: 2, internal: 3 };

/** The command line. Returns the exit code; prints results to stdout, progress and errors to stderr. */
export async function main(args: string[]): Promise<number> {
  const [name = '--help', ...rest] = args;
  if (name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(overview());
    return 0;
  }
  if (name === '--version' || name === '-v') {
    process.stdout.write(`${VERSION}\n`);
    return 0;
  }
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (!command) {
    const known = COMMANDS.map((candidate) => candidate.name).join(', ');
    process.stderr.write(`landquilt: command: wanted one of ${known}, got ${name}\n`);
    return EXIT_CODES.usage;
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    process.stdout.write(describe(command));
    return 0;
  }
  try {
    await command.run(parseCall(command, rest));
    return 0;
  } catch (error) {
    return report(error, rest.includes('--json'));
  }
}

function report(error: unknown, asJson: boolean): number {
  const known = error instanceof LandquiltError ? error : null;
  const kind = known?.kind ?? 'internal';
  const message = error instanceof Error ? error.message : String(error);
  if (asJson) process.stderr.write(`${JSON.stringify({ error: { kind, message, ...known?.facts } })}\n`);
  else process.stderr.write(`landquilt: ${message.replaceAll(/\s+/g, ' ')}\n`);
  return EXIT_CODES[kind];
}

function overview(): string {
  const width = Math.max(...COMMANDS.map((command) => usage(command).length));
  const lines = COMMANDS.map((command) => `  ${usage(command).padEnd(width)}  ${command.summary}`);
  return [
    'Landquilt: a satellite or aerial GeoTIFF in; a class map, valid polygons and true areas out.',
    '',
    'Usage: landquilt <command> [options]',
    '',
    ...lines,
    '',
    'landquilt <command> --help shows the options of a command.',
    '',
  ].join('\n');
}

const usage = (command: Command): string => `${command.name} ${command.arguments}`;

function describe(command: Command): string {
  const options = Object.entries(command.options).map(([name, { value, help }]) => ({
    left: `--${name}${value ? ` <${value}>` : ''}`,
    help,
  }));
  const width = Math.max(...options.map(({ left }) => left.length));
  return [
    command.summary,
    '',
    `Usage: landquilt ${usage(command)} [options]`,
    '',
    ...options.map(({ left, help }) => `  ${left.padEnd(width)}  ${help}`),
    '',
  ].join('\n');
}
