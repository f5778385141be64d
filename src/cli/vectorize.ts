import { vectorizeMask } from '../vectorize-mask.js';
import { type Command, onlyPositional } from './command.js';
import { prepareTarget } from './out-file.js';
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
    const target = await prepareTarget(options.out, call, io.signal);
    const result = await target.write((place) =>
      withScene(mask, { call, io }, (scene, hooks) => vectorizeMask({ ...options, ...place, scene }, hooks)),
    );
    io.stdout.write(formatResult(result, call.json));
  },
};
