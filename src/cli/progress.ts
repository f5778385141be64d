import type { Progress, ProgressListener } from '../run/progress.js';

/** Where progress goes: a terminal shows one line that changes, anything else a line per step. */
export interface ProgressOutput {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

/** A terminal is not written to more often than this. */
const REDRAW_MS = 100;
const BAR_WIDTH = 24;
const CLEAR_LINE = '\r\u001b[2K';

/** Shows the steps of a run: tiles done, speed, time left. */
export function createProgressPrinter(output: ProgressOutput): ProgressListener {
  let lastDrawn = 0;
  return (progress) => {
    const isLast = progress.done === progress.total;
    if (output.isTTY) {
      const now = performance.now();
      if (!isLast && now - lastDrawn < REDRAW_MS) return;
      lastDrawn = now;
      output.write(CLEAR_LINE + drawBar(progress).slice(0, (output.columns ?? 80) - 1));
      if (isLast && progress.step === 'publish') output.write('\n');
    } else if (isLast && progress.elapsedMs > 0) {
      output.write(`${describeStep(progress)}\n`);
    }
  };
}

function drawBar(progress: Progress): string {
  const share = progress.total === 0 ? 1 : progress.done / progress.total;
  const filled = Math.round(share * BAR_WIDTH);
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
  return [`${progress.step.padEnd(9)} ${bar} ${progress.done}/${progress.total}`, speed(progress), timeLeft(progress)]
    .filter(Boolean)
    .join(' · ');
}

function describeStep(progress: Progress): string {
  const seconds = `${(progress.elapsedMs / 1000).toFixed(1)} s`;
  const pieces = progress.total > 1 ? `${progress.total} of ${progress.total}` : 'done';
  const reused = progress.reused > 0 ? `${progress.reused} from before` : '';
  return [`${progress.step.padEnd(9)} ${pieces}`, reused, speed(progress), seconds].filter(Boolean).join(' · ');
}

function speed({ pixels, elapsedMs }: Progress): string {
  return pixels > 0 && elapsedMs > 0 ? `${(pixels / 1000 / elapsedMs).toFixed(1)} Mpx/s` : '';
}

function timeLeft({ done, reused, total, elapsedMs }: Progress): string {
  const doneNow = done - reused;
  if (doneNow < 1 || done === total) return '';
  const seconds = Math.ceil(((elapsedMs / doneNow) * (total - done)) / 1000);
  const minutes = Math.floor(seconds / 60);
  return minutes > 0 ? `${minutes} min ${seconds % 60} s left` : `${seconds} s left`;
}
