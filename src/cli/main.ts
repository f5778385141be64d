import { type ErrorKind, LandquiltError, UsageError } from '../errors.js';
import { VERSION } from '../run/plan.js';
import { findNearest } from '../segment/nearest.js';
import { type Command, parseCall } from './command.js';
import { demoCommand } from './demo.js';
import { estimateCommand } from './estimate.js';
import { evaluateCommand } from './evaluate.js';
import { describeCommand, describeProgram } from './help.js';
import { inspectCommand } from './inspect.js';
import type { Io } from './io.js';
import { modelsCommand } from './models.js';
import { recipesCommand } from './recipes.js';
import { runCommand } from './run.js';
import { serveCommand } from './serve.js';
import { SeveralFailed } from './several.js';
import { trainCommand } from './train.js';
import { vectorizeCommand } from './vectorize.js';

export const COMMANDS: readonly Command[] = [
  runCommand,
  vectorizeCommand,
  evaluateCommand,
  trainCommand,
  inspectCommand,
  estimateCommand,
  recipesCommand,
  modelsCommand,
  serveCommand,
  demoCommand,
];

/** 0 done, 1 the input is at fault, 2 wrong usage, 3 our fault. */
const EXIT_CODES: Record<ErrorKind, number> = { input: 1, usage: 2, internal: 3 };

/** As of a program that Ctrl-C ended. */
const STOPPED = 130;

/** The command line. Returns the exit code; writes results to stdout, progress and errors to stderr. */
export async function main(args: readonly string[], io: Io): Promise<number> {
  const stopped = waitForStop(io.signal);
  try {
    await Promise.race([dispatch(args, io), stopped]);
    return 0;
  } catch (error) {
    const asJson = args.includes('--json');
    if (io.signal?.aborted) {
      const message = describeStop(args[0]);
      io.stderr.write(
        asJson ? `${JSON.stringify({ error: { kind: 'stopped', message } })}\n` : `landquilt: ${message}\n`,
      );
      return STOPPED;
    }
    const failures = error instanceof SeveralFailed ? error.failures : [{ error }];
    for (const failure of failures) io.stderr.write(`${describeFailure(failure, asJson)}\n`);
    return Math.max(...failures.map((failure) => EXIT_CODES[kindOf(failure.error)]));
  }
}

/** A server has nothing to go on with. */
const describeStop = (command: string | undefined): string =>
  command === serveCommand.name ? 'stopped' : 'stopped; the same command goes on where this one was';

async function dispatch([name = '--help', ...rest]: readonly string[], io: Io): Promise<void> {
  if (name === 'help' && rest.length > 0) return dispatch([...rest, '--help'], io);
  if (name === '--help' || name === '-h' || name === 'help') io.stdout.write(describeProgram(COMMANDS));
  else if (name === '--version' || name === '-v') io.stdout.write(`${VERSION}\n`);
  else {
    const command = findCommand(name);
    if (rest.includes('--help') || rest.includes('-h')) io.stdout.write(describeCommand(command));
    else await command.run(parseCall(command, rest), io);
  }
}

function findCommand(name: string): Command {
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command) return command;
  const known = COMMANDS.map((candidate) => candidate.name);
  const near = findNearest(name, known);
  const hint = /\.tiff?$/i.test(name)
    ? ` (to map a scene: landquilt run ${name} --recipe <name>)`
    : near
      ? ` (did you mean ${near}?)`
      : '';
  throw new UsageError({ thing: 'command', wanted: `one of ${known.join(', ')}`, got: `${name}${hint}` });
}

/** Fails when the signal is aborted, without waiting for the work under way. */
function waitForStop(signal: AbortSignal | undefined): Promise<never> {
  const stopped = new Promise<never>((_, reject) => {
    const stop = () => reject(signal?.reason);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
  stopped.catch(() => {});
  return stopped;
}

function kindOf(error: unknown): ErrorKind {
  return error instanceof LandquiltError ? error.kind : 'internal';
}

/** One line: for a person, or as JSON with the kind and the facts. */
function describeFailure({ error, scene }: { error: unknown; scene?: string }, asJson: boolean): string {
  const message = (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ');
  if (asJson) {
    const facts = error instanceof LandquiltError ? error.facts : {};
    return JSON.stringify({ error: { kind: kindOf(error), message, ...(scene ? { scene } : {}), ...facts } });
  }
  const where = scene && !message.includes(scene) ? `${scene}: ` : '';
  return `landquilt: ${where}${message}`;
}
