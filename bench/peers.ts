import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { median, spread } from './quantiles.js';

/** One run of a program: wall seconds and the most memory it and its children held at one moment. */
export interface Run {
  seconds: number;
  peakMB: number;
}

export interface Contender {
  name: string;
  command: string[];
  /** Done before each run and not timed. */
  prepare?: () => void;
}

/**
 * Starts a program, waits for it, and watches its memory (Linux; elsewhere 0). A program that prints `seconds 1.23`
 * has timed what matters itself. Throws where it fails.
 */
export function timeProgram([program, ...args]: string[]): Promise<Run> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let errors = '';
    let peakMB = 0;
    child.stdout.on('data', (text) => {
      output += text;
    });
    child.stderr.on('data', (text) => {
      errors += text;
    });
    const watch = setInterval(() => {
      peakMB = Math.max(peakMB, residentMB(child.pid));
    }, 20);
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(watch);
      const own = /^seconds ([\d.]+)$/m.exec(output)?.[1];
      const seconds = own ? Number(own) : (performance.now() - began) / 1000;
      if (code === 0) resolve({ seconds, peakMB: Math.round(peakMB) });
      else reject(new Error(`${program} ended with ${code}: ${errors.slice(-500)}`));
    });
  });
}

/** Resident memory of a process and its children, in megabytes. */
export function residentMB(pid: number | undefined): number {
  try {
    const own = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
    return Number(own ?? 0) / 1024 + children.reduce((sum, child) => sum + residentMB(Number(child)), 0);
  } catch {
    return 0;
  }
}

/**
 * Runs the contenders in turn, `rounds` times, and prints a table: seconds as min / median / max, the ratio of the
 * medians to ours (the first contender), and peak memory.
 */
export async function compare(title: string, contenders: Contender[], rounds: number): Promise<void> {
  const runs = contenders.map((): Run[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, { command, prepare }] of contenders.entries()) {
      prepare?.();
      runs[i].push(await timeProgram(command));
    }
  }
  const ours = median(runs[0].map(({ seconds }) => seconds));
  console.log(`\n${title}`);
  for (const [i, { name }] of contenders.entries()) {
    const seconds = runs[i].map((run) => run.seconds);
    const memory = Math.max(...runs[i].map(({ peakMB }) => peakMB));
    const ratio = i === 0 ? 'ours' : `${(median(seconds) / ours).toFixed(1)} × ours`;
    console.log(`  ${name.padEnd(40)} ${spread(seconds, 2).padStart(22)} s  ${ratio.padStart(12)}  ${memory} MB`);
  }
}

/** True where the program is there, and ends well with these arguments. */
export async function isInstalled(program: string, ...args: string[]): Promise<boolean> {
  return timeProgram(args.length > 0 ? [program, ...args] : ['which', program]).then(
    () => true,
    () => false,
  );
}
