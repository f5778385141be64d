import { strideOf } from '../header.js';
import { type Fact, fact, type ModelContract, type ModelInput, type ModelOutput } from '../model-contract.js';
import type { Answers } from './answers.js';

const HEADER = 'header';

/** What is known of a model, with what follows from its sides once the recipe says which is which. */
export function withSides(contract: ModelContract, { layout, outputLayout }: Answers): ModelContract {
  const inputs = contract.inputs.map((input) =>
    placeInput(layout && !input.layout ? { ...input, layout: fact(layout, 'the recipe') } : input),
  );
  const outputs = contract.outputs.map((output) =>
    placeOutput(
      outputLayout && !output.layout ? { ...output, layout: fact(outputLayout, 'the recipe') } : output,
      inputs[0],
    ),
  );
  return { ...contract, inputs, outputs };
}

function placeInput(input: ModelInput): ModelInput {
  const lengthOf = (letter: string): Fact<number> | null => fixedSide(input, letter);
  return {
    ...input,
    bandCount: lengthOf('C') ?? input.bandCount,
    heightPx: lengthOf('H') ?? input.heightPx,
    widthPx: lengthOf('W') ?? input.widthPx,
  };
}

function placeOutput(output: ModelOutput, input: ModelInput | undefined): ModelOutput {
  const channels = output.layout?.value === 'NHW' ? fact(1, HEADER) : fixedSide(output, 'C');
  const [high, wide] = ['H', 'W'].map((letter) =>
    input ? strideOf(sideOf(input, letter), sideOf(output, letter)) : null,
  );
  const stride = high !== null && high === wide ? fact(high, HEADER) : output.stride;
  return { ...output, channelCount: channels ?? output.channelCount, stride };
}

type Port = Pick<ModelInput, 'layout' | 'shape'>;

function sideOf({ layout, shape }: Port, letter: string): number | string | null {
  if (!layout || shape?.length !== layout.value.length) return null;
  return shape[layout.value.indexOf(letter)] ?? null;
}

function fixedSide(port: Port, letter: string): Fact<number> | null {
  const side = sideOf(port, letter);
  return typeof side === 'number' ? fact(side, HEADER) : null;
}
