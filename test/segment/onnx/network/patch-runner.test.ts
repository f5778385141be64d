import { describe, expect, it } from 'vitest';
import { TURNS } from '../../../../src/segment/onnx/network/augment.js';
import { createLattice } from '../../../../src/segment/onnx/network/lattice.js';
import { createPatchRunner } from '../../../../src/segment/onnx/network/patch-runner.js';
import type { NetworkSpec } from '../../../../src/segment/onnx/network/spec.js';
import { type OnnxSession, openSession } from '../../../../src/segment/onnx/session.js';
import { useScratch } from '../../../support/scratch.js';
import { convolve, drawImage, passOn, specOf, wholeOf, wholeWeights } from './support/networks.js';

const scratch = useScratch();
const image = drawImage(40, 30, 1);

async function createRunner(spec: NetworkSpec, known: Uint8Array | null = null) {
  const session = await openSession({ path: spec.model, sha256: spec.modelSha256 });
  const counts: number[] = [];
  const counting: OnnxSession = {
    ...session,
    run: (inputs, outputs) => {
      counts.push(inputs[spec.input.name].shape[0]);
      return session.run(inputs, outputs);
    },
  };
  const grid = { width: image.width, height: image.height, scaleX: 1, scaleY: 1 };
  const lattice = createLattice(grid, spec);
  const columns = { window: wholeOf(image), values: image.bands, known };
  return { counts, runner: createPatchRunner({ spec, grid, lattice, session: counting, columns }) };
}

/** Patch, turn and values, in the order in which they come. */
async function askAll({ runner }: Awaited<ReturnType<typeof createRunner>>, turns?: readonly number[]) {
  const answers: { index: number; turn: number; values: number[] | null }[] = [];
  const onOutputs: Parameters<typeof runner.run>[1] = ({ index }, outputs, turn) => {
    if (outputs) expect(outputs.scores.shape[0]).toBe(1);
    answers.push({ index, turn, values: outputs && [...(outputs.scores.data as Float32Array)] });
  };
  await runner.run(runner.patchesOver(wholeOf(image), 'cell'), onOutputs, turns);
  return answers;
}

describe('a patch runner', () => {
  const path = scratch(passOn(1));

  it('shows each patch what is there, in order, whatever the batch', async () => {
    const single = await createRunner(specOf(path, { bandCount: 1, classCount: 1 }));
    const wanted = await askAll(single);
    const patches = single.runner.patchesOver(wholeOf(image), 'cell');
    expect(wanted.map(({ index }) => index)).toEqual(patches.map(({ index }) => index));
    patches.forEach(({ window }, i) => {
      expect(wanted[i].values![17]).toBe(image.bands[0][(window.row + 1) * 40 + window.col + 1]);
    });
    const batched = await createRunner(specOf(path, { bandCount: 1, classCount: 1, batch: 4 }));
    expect(await askAll(batched)).toEqual(wanted);
    expect(batched.counts).toEqual(
      [...Array(Math.floor(patches.length / 4)).fill(4), patches.length % 4].filter(Boolean),
    );
  });

  it('does not ask about patches without data in their cell', async () => {
    const known = Uint8Array.from(image.bands[0], (_, i) => +(i % 40 < 13));
    for (const batch of [1, 3]) {
      const some = await createRunner(specOf(path, { bandCount: 1, classCount: 1, batch }), known);
      const answers = await askAll(some, TURNS.flips);
      expect(some.counts.reduce((sum, count) => sum + count, 0)).toBe(answers.filter(({ values }) => values).length);
      const cells = some.runner.patchesOver(wholeOf(image), 'cell');
      for (const { index, cell } of cells) {
        const own = answers.filter((answer) => answer.index === index);
        expect(own.map(({ turn }) => turn)).toEqual(cell.col < 13 ? TURNS.flips : [0]);
        expect(own.every(({ values }) => (values === null) === cell.col >= 13)).toBe(true);
      }
      expect(answers.map(({ index }) => index)).toEqual(answers.map(({ index }) => index).sort((a, b) => a - b));
    }
  });

  it('asks about as many patches as the network takes always', async () => {
    const weights = wholeWeights(9, 2);
    const fixed = scratch(convolve({ bands: 1, classes: 1, side: 3, weights, batch: 4 }));
    const free = scratch(convolve({ bands: 1, classes: 1, side: 3, weights }));
    const runner = await createRunner(specOf(fixed, { bandCount: 1, classCount: 1 }));
    const wanted = await askAll(await createRunner(specOf(free, { bandCount: 1, classCount: 1 })));
    expect(await askAll(runner)).toEqual(wanted);
    expect(new Set(runner.counts)).toEqual(new Set([4]));
  });

  it('fills up what lies beyond a small scene with what is there, mirrored', async () => {
    const spec = specOf(path, { bandCount: 1, classCount: 1, patchPx: 50, overlapPx: 5 });
    const [{ values }] = await askAll(await createRunner(spec));
    const [band] = image.bands;
    expect(values!.slice(35, 50)).toEqual(
      [35, 36, 37, 38, 39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29].map((at) => band[at]),
    );
    expect(values![31 * 50]).toBe(band[27 * 40]);
  });

  it('names the network whose outputs have no part for each patch', async () => {
    const spec = specOf(scratch(convolve({ bands: 1, classes: 1, side: 3, weights: wholeWeights(9, 1) })), {
      bandCount: 1,
      classCount: 1,
      batch: 2,
    });
    const { runner } = await createRunner(spec);
    const session: OnnxSession = {
      inputs: ['image'],
      outputs: ['scores'],
      inputPorts: [],
      outputPorts: [],
      run: async () => ({ scores: { data: new Float32Array(256), shape: [1, 1, 16, 16] } }),
    };
    const grid = runner.grid;
    const lattice = createLattice(grid, spec);
    const columns = { window: wholeOf(image), values: image.bands, known: null };
    const broken = createPatchRunner({ spec, grid, lattice, session, columns });
    const asked = broken.run(lattice.patchesOver(wholeOf(image), 'cell'), () => {});
    await expect(asked).rejects.toThrow(
      /output scores of the model: wanted a part for each of 2 patches.*got 1 x 1 x 16 x 16/,
    );
  });
});
