import { vectorizeMask } from '../vectorize-mask.js';
import { type Command, onlyPositional } from './command.js';
import { prepareOutFolder } from './out-folder.js';
import { formatResult } from './result.js';
import { withScene } from './run.js';
import { PROCESS_OPTIONS, readProcessOptions } from './run-options.js';

export const vectorizeCommand: Command = {
  name: 'vectorize',
  arguments: '<mask.tif>',
  summary: 'Polygons and true areas of any class raster (one band, whole numbers 1 to 255).',
  options: PROCESS_OPTIONS,
  async run(call, io) {
    const options = readProcessOptions(call);
    const mask = onlyPositional(call, 'mask');
    await prepareOutFolder(options.out);
    const result = await withScene(mask, { call, io }, (scene, hooks) => vectorizeMask({ ...options, scene }, hooks));
    io.stdout.write(formatResult(result, call.json));
  },
};
