import { intersectWindows, type Window } from '../../../raster/window.js';
import type { Prediction, WindowColumns } from '../../segmenter.js';
import { createTurnMean, TURNS } from './augment.js';
import { createDecider, type Decider, idsOf } from './block-scores.js';
import { betweenWindow, ownPx, ownWindow } from './network-grid.js';
import { createRowReader, type ScoreRow } from './score-rows.js';
import { createBlend, type ScoreField } from './seams.js';
import type { ScoreReader } from './semantic-output.js';
import type { NetworkGrid, NetworkSpec, Patch, PatchRunner, PatchScores } from './spec.js';

export type AnswerSpec = Pick<NetworkSpec, 'classes' | 'minScore' | 'rest' | 'seams' | 'augment' | 'patchPx'>;

/** A block of the scene, and what is asked about it. */
export interface BlockRequest {
  columns: Pick<WindowColumns, 'window' | 'length'>;
  /** Pixels that get an answer; within the window of the columns. */
  keep: Window;
  /** As `findKnown` gives it. */
  known: Uint8Array | null;
  scored: boolean;
}

/** What is read for a block: by `crop` each pixel is answered by one patch, else by all that see it. */
export const patchesBy = ({ seams }: Pick<NetworkSpec, 'seams'>): 'cell' | 'seen' =>
  seams === 'crop' ? 'cell' : 'seen';

/** Network pixels whose scores are wanted to answer for a window of the scene. */
export const wantedWindow = (grid: NetworkGrid, { seams }: Pick<NetworkSpec, 'seams'>, keep: Window): Window =>
  seams === 'crop' ? ownWindow(grid, keep) : betweenWindow(grid, keep);

/** Gathers the scores of patches into the classes of a block. */
export interface AnswerGatherer {
  /** Patches have to come in order of index; those that are not needed are passed over. */
  add(patch: Patch, scores: PatchScores): void;
  /** To be called once. Only `keep` is filled. */
  finish(): Prediction;
}

/**
 * Classes of a block from scores. With `crop` the scores of a pixel come from the patch in whose cell its middle lies; else
 * they are the weighted mean over all patches that see it.
 */
export function createAnswer(
  spec: AnswerSpec,
  grid: NetworkGrid,
  { columns, keep, known, scored }: BlockRequest,
): AnswerGatherer {
  const { seams, patchPx, classes } = spec;
  const decider = createDecider(spec, idsOf(spec), { length: columns.length, known, scored });
  const readRow = createRowReader(grid, classes.length);
  const answer = (field: ScoreField, part: Window) =>
    decideWindow(decider, columns.window, part, (at) => readRow(field, at));
  if (seams === 'crop') {
    return {
      add: ({ cell, window }, { scores }) => {
        const part = partOwnedBy(cell, grid, keep);
        if (part) answer({ window, scores }, part);
      },
      finish: () => decider.answer,
    };
  }
  const blend = createBlend(wantedWindow(grid, spec, keep), { policy: seams, patchPx, classCount: classes.length });
  return {
    add: blend.add,
    finish: () => {
      answer(blend.finish(), keep);
      return decider.answer;
    },
  };
}

/** Classes of a block by a network that gives scores of pixels, each patch asked in all turns. */
export async function answerBlock(
  runner: PatchRunner,
  readScores: ScoreReader,
  spec: AnswerSpec,
  request: BlockRequest,
): Promise<Prediction> {
  const gatherer = createAnswer(spec, runner.grid, request);
  const turns = TURNS[spec.augment];
  const mean = createTurnMean(turns);
  const patches = runner.patchesOver(wantedWindow(runner.grid, spec, request.keep), patchesBy(spec));
  await runner.run(
    patches,
    (patch, outputs, turn) => {
      const scores = outputs && mean.add(readScores(outputs), turn);
      if (scores) gatherer.add(patch, scores);
    },
    turns,
  );
  return gatherer.finish();
}

function decideWindow(
  { decide }: Decider,
  whole: Window,
  { col, row, width, height }: Window,
  readRow: (part: { row: number; from: number; count: number }) => ScoreRow,
): void {
  for (let y = row; y < row + height; y++) {
    decide(readRow({ row: y, from: col, count: width }), width, (y - whole.row) * whole.width + col - whole.col);
  }
}

/** The pixels of a window of the scene whose middles lie in a cell. */
function partOwnedBy(cell: Window, { width, height, scaleX, scaleY }: NetworkGrid, keep: Window): Window | null {
  const [left, right] = [cell.col, cell.col + cell.width].map((at) => firstOwned(at, scaleX, width));
  const [top, bottom] = [cell.row, cell.row + cell.height].map((at) => firstOwned(at, scaleY, height));
  return intersectWindows({ col: left, row: top, width: right - left, height: bottom - top }, keep);
}

/** The first pixel of the scene, along one side, that belongs to network pixel `at` or one after it. */
function firstOwned(at: number, scale: number, size: number): number {
  if (at >= size) return Number.MAX_SAFE_INTEGER;
  let first = Math.max(0, Math.ceil(at * scale - 0.5) - 1);
  while (ownPx(first, scale, size) < at) first++;
  return first;
}
