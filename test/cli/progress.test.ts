import { describe, expect, it } from 'vitest';
import { createProgressPrinter, formatBar, formatStep } from '../../src/cli/progress.js';
import type { Progress } from '../../src/run/progress.js';

const progress = (some: Partial<Progress>): Progress => ({
  step: 'vectorize',
  done: 12,
  total: 64,
  reused: 0,
  pixels: 12_000_000,
  elapsedMs: 3000,
  ...some,
});

function record(isTTY: boolean, isBrief = false) {
  const written: string[] = [];
  const printer = createProgressPrinter({ write: (text) => written.push(text), isTTY, columns: 80 }, { isBrief });
  return { printer, written };
}

/** What a terminal shows after all that was written: `\r` and "erase line" begin the line again. */
const shown = (written: string[]): string => {
  const [erase] = ['\r\u001b[2K'];
  return written
    .join('')
    .split('\n')
    .map((line) => line.split(erase).at(-1))
    .join('\n');
};

describe('the line of a step under way', () => {
  it('tells tiles, time left and speed', () => {
    const line = formatBar(progress({}), 80);
    expect(line).toMatch(/^ {2}vectorize █+░+ 12\/64 · 13 s left · 4\.0 Mpx\/s$/);
    const filled = line.split('█').length - 1;
    expect(filled / (filled + line.split('░').length - 1)).toBeCloseTo(12 / 64, 1);
  });

  it.each([20, 40, 60, 80, 120, 200])('is shorter than a terminal of %i columns', (columns) => {
    const slow = progress({ done: 12_345, total: 99_999, elapsedMs: 9e6 });
    expect(formatBar(slow, columns).length).toBeLessThan(columns);
  });

  it('leaves out speed first, then the time left, where there is no room', () => {
    expect(formatBar(progress({}), 80)).toContain('Mpx/s');
    expect(formatBar(progress({}), 44)).toContain('13 s left');
    expect(formatBar(progress({}), 44)).not.toContain('Mpx/s');
    expect(formatBar(progress({}), 30)).toMatch(/12\/64$/);
  });

  it('counts only what was done now for the time left', () => {
    expect(formatBar(progress({ done: 42, reused: 32, elapsedMs: 10_000 }), 120)).toContain('22 s left');
    expect(formatBar(progress({ done: 32, reused: 32 }), 120)).not.toContain('left');
  });
});

describe('a finished step', () => {
  it('tells its time, and what an earlier run had done', () => {
    expect(formatStep(progress({ done: 64, elapsedMs: 64_000 }))).toBe('  vectorize 1 min 04 s  64 tiles · 0.2 Mpx/s');
    expect(formatStep(progress({ done: 64, reused: 40 }))).toContain('64 tiles · 40 from before');
    expect(formatStep(progress({ step: 'fit', total: 1, pixels: 0, elapsedMs: 7 }))).toBe('  fit             7 ms');
  });
});

describe('the printer', () => {
  const steps = (show: (progress: Progress) => void): void => {
    for (const done of [0, 1, 2, 3, 4]) show(progress({ step: 'segment', done, total: 4, elapsedMs: done * 100 }));
    show(progress({ step: 'stitch', done: 0, total: 2, pixels: 0, elapsedMs: 0 }));
  };

  it('leaves one line a finished step in a terminal, and nothing of the step under way after stop', () => {
    const { printer, written } = record(true);
    steps(printer.show);
    expect(shown(written)).toMatch(/^ {2}segment +400 ms {2}4 tiles.*\n {2}stitch +░+ 0\/2$/);
    printer.stop();
    printer.show(progress({ done: 5 }));
    expect(shown(written)).toMatch(/^ {2}segment +400 ms {2}4 tiles.*\n$/);
  });

  it('writes one line a finished step and no control characters elsewhere', () => {
    const { printer, written } = record(false);
    steps(printer.show);
    printer.stop();
    expect(written.join('')).toMatch(/^ {2}segment [ -~·]+\n$/);
  });

  it('leaves nothing where it is to be brief', () => {
    for (const isTTY of [true, false]) {
      const { printer, written } = record(isTTY, true);
      steps(printer.show);
      printer.stop();
      expect(shown(written)).toBe('');
    }
  });
});
