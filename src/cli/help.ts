import type { Command } from './command.js';

const EXIT_CODES = 'Exit code: 0 done, 1 the input is at fault, 2 wrong usage, 3 our fault, 130 stopped by Ctrl-C.';

/** What `landquilt --help` says. */
export function describeProgram(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((command) => usage(command).length));
  return lines([
    'Landquilt: a satellite or aerial GeoTIFF in; a class map, valid polygons and true areas out.',
    '',
    'Usage: landquilt <command> [options]',
    '',
    ...commands.map((command) => `  ${usage(command).padEnd(width)}  ${command.summary}`),
    '',
    'landquilt <command> --help shows the options of a command.',
    EXIT_CODES,
  ]);
}

/** What `landquilt <command> --help` says. */
export function describeCommand(command: Command): string {
  const options = Object.entries(command.options).map(([name, { value, help }]) => ({
    left: `--${name}${value ? ` <${value}>` : ''}`,
    help,
  }));
  const width = Math.max(...options.map(({ left }) => left.length));
  return lines([
    command.summary,
    '',
    `Usage: landquilt ${usage(command)} [options]`.replace('  ', ' '),
    '',
    ...options.map(({ left, help }) => `  ${left.padEnd(width)}  ${help}`),
    ...(command.notes ? ['', ...command.notes] : []),
  ]);
}

const usage = (command: Command): string => `${command.name} ${command.arguments}`.trimEnd();

const lines = (all: readonly string[]): string => `${all.join('\n')}\n`;
