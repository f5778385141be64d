import { UsageError } from '../errors.js';
import { type DescribedModel, loadModelDescription } from '../segment/onnx/describe-model.js';
import { type Call, type Command, JSON_OPTION } from './command.js';
import { formatModel } from './models-text.js';

export const modelsCommand: Command = {
  name: 'models',
  arguments: 'inspect <model.onnx>',
  summary: 'What is known of an ONNX model, from where, and what is missing to run it.',
  options: { json: JSON_OPTION },
  notes: [
    'Read: model.json beside the model (a STAC Item with the extension MLM), then what Deepness or Ultralytics wrote',
    'into the model, then its header. The weights are not loaded, and the model is not run.',
  ],
  async run(call, io) {
    const model = await loadModelDescription(pathOf(call));
    io.stdout.write(call.json ? `${JSON.stringify(toJson(model))}\n` : formatModel(model));
  },
};

function pathOf({ positionals }: Call): string {
  const [verb, path, ...rest] = positionals;
  if (verb === 'inspect' && path !== undefined && rest.length === 0) return path;
  throw new UsageError({ thing: 'models', wanted: 'inspect <model.onnx>', got: positionals.join(' ') || 'nothing' });
}

function toJson({ path, facts, contract }: DescribedModel): object {
  const { operatorSets, metadata, endOperators, ...header } = facts;
  return {
    path,
    header: {
      ...header,
      operatorSets: Object.fromEntries(operatorSets),
      metadata: Object.fromEntries(metadata),
      endOperators: Object.fromEntries(endOperators),
    },
    contract,
  };
}
