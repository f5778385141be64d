import { UsageError } from '../errors.js';
import { type DescribedModel, loadModelDescription } from '../segment/onnx/describe-model.js';
import { describeProblem, isMissing, type Problem } from '../segment/onnx/network/problems.js';
import { findProblems } from '../segment/onnx/network/resolve.js';
import { type Call, type Command, JSON_OPTION, requiredText } from './command.js';
import type { Io } from './io.js';
import { addModel } from './models-add.js';
import { ANSWER_OPTIONS, readAnswers } from './models-answers.js';
import { testOnNumbers, testOnScene } from './models-test.js';
import { formatTested } from './models-test-text.js';
import { formatModel } from './models-text.js';
import { prepareOutFolder } from './out-folder.js';

const VERBS: Readonly<Record<string, (path: string, call: Call, io: Io) => Promise<void>>> = {
  inspect: inspectModel,
  test: testModel,
  add: addToFolder,
};

export const modelsCommand: Command = {
  name: 'models',
  arguments: '<inspect|test|add> <model.onnx>',
  summary: 'What is known of an ONNX model, and what is missing; try it; make a recipe of it.',
  options: {
    scene: { type: 'string', value: 'file', help: 'test: a patch from the middle of it, not random numbers' },
    out: { type: 'string', value: 'folder', help: 'add: where model.onnx, model.json and recipe.json go' },
    name: { type: 'string', value: 'name', help: 'add: what the recipe is called' },
    ...ANSWER_OPTIONS,
    json: JSON_OPTION,
  },
  notes: [
    'inspect reads model.json beside the model (a STAC Item with the extension MLM), then what Deepness or Ultralytics',
    'wrote into the model, then its header, and names the answers that are missing. The weights are not loaded. test asks',
    'the network about one patch. add copies it beside a description that holds the answers, and a recipe that runs it.',
  ],
  async run(call, io) {
    const [verb, path, ...rest] = call.positionals;
    const run = verb === undefined ? undefined : VERBS[verb];
    if (run && path !== undefined && rest.length === 0) return run(path, call, io);
    const wanted = 'inspect, test or add, and one <model.onnx>';
    throw new UsageError({ thing: 'models', wanted, got: call.positionals.join(' ') || 'nothing' });
  },
};

async function inspectModel(path: string, call: Call, io: Io): Promise<void> {
  const { answers } = await readAnswers(call);
  const model = await loadModelDescription(path);
  const problems = findProblems(model, answers);
  io.stdout.write(call.json ? `${JSON.stringify(toJson(model, problems))}\n` : formatModel(model, problems));
}

async function testModel(path: string, call: Call, io: Io): Promise<void> {
  const given = await readAnswers(call);
  const scene = call.text('scene');
  const tested = await (scene === undefined ? testOnNumbers(path, given) : testOnScene(path, given, scene));
  io.stdout.write(call.json ? `${JSON.stringify(tested)}\n` : formatTested(tested));
}

async function addToFolder(path: string, call: Call, io: Io): Promise<void> {
  const given = await readAnswers(call);
  const out = requiredText(call, 'out', 'a folder');
  const name = requiredText(call, 'name', 'small letters, digits and hyphens');
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
    throw new UsageError({ thing: '--name', wanted: 'small letters, digits and single hyphens', got: name });
  }
  await prepareOutFolder(out);
  const added = await addModel(path, given, { name, out });
  if (call.json) io.stdout.write(`${JSON.stringify(added)}\n`);
  else io.stdout.write(`model: ${added.model}\nmap a scene: landquilt run <scene> --recipe ${added.recipe}\n`);
}

function toJson({ path, facts, contract, own, radiusPx }: DescribedModel, problems: readonly Problem[]): object {
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
    own,
    radiusPx,
    missing: problems.filter(isMissing).map(describeProblem),
    unfit: problems.filter((problem) => !isMissing(problem)),
  };
}
