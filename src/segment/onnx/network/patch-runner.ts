import { InputError } from '../../../errors.js';
import { intersectWindows } from '../../../raster/window.js';
import type { OnnxSession, Tensor } from '../session.js';
import { turnPlaces } from './augment.js';
import { createInputWriter } from './input-tensor.js';
import type { Lattice } from './lattice.js';
import type { NetworkColumns, NetworkGrid, NetworkSpec, Patch, PatchPlaces, PatchRunner } from './spec.js';

export interface RunnerParts {
  spec: NetworkSpec;
  grid: NetworkGrid;
  lattice: Lattice;
  session: OnnxSession;
  columns: NetworkColumns;
}

/** A patch that is waiting for its answer; without data it is not asked. */
interface Waiting {
  patch: Patch;
  turn: number;
  isAsked: boolean;
}

/**
 * Asks a network about patches of columns, as many at once as the spec says, or as the network wants always.
 *
 * @throws InputError (on `run`) where its outputs do not have a part for each patch
 */
export function createPatchRunner({ spec, grid, lattice, session, columns }: RunnerParts): PatchRunner {
  const { size, isFixed } = findBatch(spec, session);
  const writer = createInputWriter({ ...spec, batch: size });
  const wanted = outputNames(spec);

  async function ask(count: number): Promise<Record<string, Tensor>> {
    // Where a batch may be of any length the last of a block is shorter. Its last bits may be others then, as what is left
    // over behind whole vectors is rounded otherwise; blocks are fixed to the scene, so no tiling shows.
    const answers = await session.run({ [spec.input.name]: writer.tensor(isFixed ? size : count) }, wanted);
    if (size > 1) for (const name of wanted) checkParts(answers[name], isFixed ? size : count, { name, spec });
    return answers;
  }

  return {
    grid,
    patchesOver: (window, by) => lattice.patchesOver(window, by),
    run: async (patches, onOutputs, turns = [0]) => {
      let waiting: Waiting[] = [];
      let count = 0;
      const flush = async (): Promise<void> => {
        const answers = count > 0 ? await ask(count) : {};
        let slot = 0;
        for (const { patch, turn, isAsked } of waiting) {
          onOutputs(patch, isAsked ? partsOf(answers, slot++, size) : null, turn);
        }
        waiting = [];
        count = 0;
      };
      for (const patch of patches) {
        const isAsked = hasData(columns, patch);
        const places = isAsked ? placePatch(columns, patch, grid) : null;
        for (const turn of places ? turns : turns.slice(0, 1)) {
          if (places) writer.write(count++, columns, turnPlaces(places, turn));
          waiting.push({ patch, turn, isAsked });
          if (count === size) await flush();
        }
      }
      await flush();
    },
  };
}

/** How many patches are asked about at once, and whether it has to be so many each time. */
function findBatch({ device, batch, input }: NetworkSpec, session: OnnxSession): { size: number; isFixed: boolean } {
  const fixed = session.inputPorts.find(({ name }) => name === input.name)?.shape[0];
  // On graphics cards the way to compute is chosen by the shape, and with it the last bits.
  return { size: fixed ?? batch, isFixed: typeof fixed === 'number' || device === 'cuda' };
}

function outputNames({ semantic, instance }: NetworkSpec): string[] {
  const names: string[] = semantic ? [semantic.name] : [];
  if (instance?.family === 'mask-rcnn') names.push(instance.boxes, instance.labels, instance.scores, instance.masks);
  if (instance?.family === 'yolo-seg') names.push(instance.detections, instance.prototypes);
  return [...new Set(names)];
}

/** Whether a patch's cell holds a pixel that is known. */
function hasData({ known, window }: NetworkColumns, { cell }: Patch): boolean {
  const shared = intersectWindows(cell, window);
  if (!shared || !known) return shared !== null;
  for (let row = 0; row < shared.height; row++) {
    const from = (shared.row + row - window.row) * window.width + shared.col - window.col;
    if (known.subarray(from, from + shared.width).includes(1)) return true;
  }
  return false;
}

/** Where the pixels of a patch are; beyond the scene's edge it is filled with what is there, mirrored. */
function placePatch({ window }: NetworkColumns, patch: Patch, grid: NetworkGrid): PatchPlaces {
  const rows = new Int32Array(patch.window.height);
  const columns = new Int32Array(patch.window.width);
  for (let i = 0; i < rows.length; i++) {
    const row = mirror(patch.window.row + i, grid.height) - window.row;
    rows[i] = Math.min(window.height - 1, Math.max(0, row)) * window.width;
  }
  for (let i = 0; i < columns.length; i++) {
    const column = mirror(patch.window.col + i, grid.width) - window.col;
    columns[i] = Math.min(window.width - 1, Math.max(0, column));
  }
  return { rows, columns };
}

/** The pixel within a side of `size` that one outside mirrors, the outermost being the mirror. */
function mirror(at: number, size: number): number {
  if (size === 1) return 0;
  const period = 2 * (size - 1);
  const within = ((at % period) + period) % period;
  return Math.min(within, period - within);
}

/** The outputs of one patch of several, without a copy. */
function partsOf(answers: Record<string, Tensor>, slot: number, size: number): Record<string, Tensor> {
  if (size === 1) return answers;
  const parts: Record<string, Tensor> = {};
  for (const [name, tensor] of Object.entries(answers)) {
    const length = tensor.data.length / tensor.shape[0];
    const data = tensor.data.subarray(slot * length, (slot + 1) * length);
    parts[name] = { ...tensor, data, shape: [1, ...tensor.shape.slice(1)] };
  }
  return parts;
}

function checkParts({ shape }: Tensor, count: number, { name, spec }: { name: string; spec: NetworkSpec }): void {
  if (shape[0] === count) return;
  const wanted = `a part for each of ${count} patches (batch 1 asks about one at a time)`;
  throw new InputError({ thing: `output ${name} of the model`, wanted, got: shape.join(' x '), source: spec.model });
}
