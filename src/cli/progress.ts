import type { Progress, ProgressListener } from '../run/progress.js';
import type { TextOutput } from './io.js';
import { formatDuration } from './table.js';

export interface ProgressPrinter {
  show: ProgressListener;
  /** Removes the line that changes, and shows nothing from now on. */
  stop(): void;
}

/** A terminal, or a program, is not written to more often than this. */
const REDRAW_MS = 100;
/** The clock goes on while a long piece of work is under way. */
const TICK_MS = 500;
const CLEAR_LINE = '\r\u001b[2K';
const LONGEST_BAR = 30;
const SHORTEST_BAR = 6;
/** Columns of the line besides the bar and the facts: margin, name of the step, two spaces. */
const FRAME = 2 + 9 + 2;

/**
 * Shows the steps of a run. A terminal shows the step under way in one line that changes: tiles done, speed, time left;
 * anything else gets nothing until a step is done. A finished step leaves one line with its time, or none if `isBrief`.
 */
export function createProgressPrinter(output: TextOutput, { isBrief = false } = {}): ProgressPrinter {
  let latest: Progress | null = null;
  let heardAt = 0;
  let lastDrawn = 0;
  let isStopped = false;
  const ticker = output.isTTY ? setInterval(draw, TICK_MS).unref() : undefined;

  function draw(): void {
    if (!latest) return;
    lastDrawn = performance.now();
    const elapsedMs = latest.elapsedMs + (lastDrawn - heardAt);
    output.write(CLEAR_LINE + formatBar({ ...latest, elapsedMs }, output.columns || 80));
  }

  function clear(): void {
    if (output.isTTY && latest) output.write(CLEAR_LINE);
    latest = null;
  }

  return {
    show(progress) {
      if (isStopped) return;
      if (progress.done === progress.total) {
        clear();
        if (!isBrief) output.write(`${formatStep(progress)}\n`);
      } else if (output.isTTY) {
        const isNew = latest?.step !== progress.step;
        latest = progress;
        heardAt = performance.now();
        if (isNew || heardAt - lastDrawn >= REDRAW_MS) draw();
      }
    },
    stop() {
      isStopped = true;
      clearInterval(ticker);
      clear();
    },
  };
}

/** For programs: a line of JSON for each step that begins or ends, and between for the pieces that are done. */
export function createProgressLines(output: TextOutput): ProgressPrinter {
  let [lastStep, lastSaid] = ['', 0];
  let isStopped = false;
  return {
    show({ step, done, total }) {
      const now = performance.now();
      const isNews = step !== lastStep || done === total || now - lastSaid >= REDRAW_MS;
      if (isStopped || !isNews) return;
      [lastStep, lastSaid] = [step, now];
      output.write(`${JSON.stringify({ progress: { step, done, total } })}\n`);
    },
    stop() {
      isStopped = true;
    },
  };
}

/** The step under way, in fewer columns than the terminal has; what matters least is left out where it is narrow. */
export function formatBar(progress: Progress, columns: number): string {
  const { step, done, total } = progress;
  const facts = [`${done}/${total}`, timeLeft(progress), speed(progress)].filter(Boolean);
  const room = () => columns - 1 - FRAME - facts.join(' · ').length;
  while (facts.length > 1 && room() < SHORTEST_BAR) facts.pop();
  const length = Math.min(LONGEST_BAR, Math.max(SHORTEST_BAR, room()));
  const filled = Math.round((total > 0 ? done / total : 1) * length);
  const bar = '█'.repeat(filled) + '░'.repeat(length - filled);
  return `  ${step.padEnd(9)} ${bar} ${facts.join(' · ')}`.slice(0, columns - 1);
}

/** A finished step. */
export function formatStep(progress: Progress): string {
  const { step, total, reused, elapsedMs } = progress;
  const isTiled = step === 'segment' || step === 'sieve' || step === 'split' || step === 'vectorize';
  const tiles = isTiled ? `${total.toLocaleString('en-US')} ${total === 1 ? 'tile' : 'tiles'}` : '';
  const facts = [tiles, reused > 0 ? `${reused} from before` : '', speed(progress)].filter(Boolean);
  return `  ${step.padEnd(9)} ${formatDuration(elapsedMs).padStart(10)}  ${facts.join(' · ')}`.trimEnd();
}

function speed({ pixels, elapsedMs }: Progress): string {
  return pixels > 0 && elapsedMs > 0 ? `${(pixels / 1000 / elapsedMs).toFixed(1)} Mpx/s` : '';
}

function timeLeft({ done, reused, total, elapsedMs }: Progress): string {
  const doneNow = done - reused;
  if (doneNow < 1) return '';
  const leftMs = (elapsedMs / doneNow) * (total - done);
  return `${formatDuration(Math.max(1000, Math.ceil(leftMs / 1000) * 1000)).replace('.0 s', ' s')} left`;
}
