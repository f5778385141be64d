import { spawn } from 'node:child_process';

/** How far a run is. */
export interface RunProgress {
  step: string;
  done: number;
  total: number;
}

/** Does one scene, and says which collection it became. */
export type SceneRunner = (
  scene: { path: string; recipe: string; options: string | null },
  hooks: { onProgress(progress: RunProgress): void; signal: AbortSignal },
) => Promise<{ collection: string }>;

/** The run was stopped from outside; begun again, it goes on where it was. */
export class RunStopped extends Error {
  constructor(by: string) {
    super(`the run was stopped (${by})`);
    this.name = 'RunStopped';
  }
}

/** Of what a run prints, so much is kept. */
const MOST_TEXT = 32_000_000;
const STOP_CODES = [130, 143];

/**
 * Runs scenes by the command `run`, each in a process of its own: the server goes on answering meanwhile, and outlives a run
 * that takes all memory. `command` is the program with what comes before its arguments, `args` go with every run.
 */
export function createProcessRunner(command: readonly string[], args: readonly string[]): SceneRunner {
  const [program, ...first] = command;
  return ({ path, recipe, options }, { onProgress, signal }) =>
    new Promise((resolve, reject) => {
      const own = ['--recipe', recipe, ...(options === null ? [] : ['--options', options])];
      const child = spawn(program, [...first, 'run', ...own, '--json', '--progress', ...args, path], {
        stdio: ['ignore', 'pipe', 'pipe'],
        signal,
      });
      let [stdout, failure] = ['', ''];
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        if (stdout.length < MOST_TEXT) stdout += text;
      });
      const hearLine = (line: string): void => {
        const { progress, error } = parseLine(line);
        if (progress) onProgress(progress);
        else failure = error?.message ?? (line.trim() || failure);
      };
      child.stderr.setEncoding('utf8').on('data', splitLines(hearLine));
      let cause: Error | null = null;
      child.on('error', (error) => {
        cause = error;
        if (child.pid === undefined) reject(error);
      });
      // Only then nothing of it writes any more.
      child.on('close', (code, by) => {
        if (signal.aborted) reject(signal.reason);
        else if (cause) reject(cause);
        else if (code === 0) resolve({ collection: collectionOf(stdout) });
        else if (by || STOP_CODES.includes(code!)) reject(new RunStopped(by ?? `exit code ${code}`));
        else reject(new Error(failure || `the run ended with exit code ${code}`));
      });
    });
}

function collectionOf(stdout: string): string {
  const { statistics } = JSON.parse(stdout) as { statistics: { scene: { id: string }; recipe: { name: string } } };
  return `${statistics.recipe.name}.${statistics.scene.id}`;
}

interface Line {
  progress?: RunProgress;
  error?: { message: string };
}

function parseLine(line: string): Line {
  try {
    return line.startsWith('{') ? (JSON.parse(line) as Line) : {};
  } catch {
    return {};
  }
}

/** Calls with each whole line; of one that does not end no more than its begin is kept. */
function splitLines(hear: (line: string) => void): (text: string) => void {
  let rest = '';
  return (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!.slice(0, MOST_TEXT);
    for (const line of lines) hear(line);
  };
}
