import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UsageError } from '../errors.js';
import { type EvaluateOptions, evaluateMask } from '../evaluate/evaluate-mask.js';
import { checkReportPlace, writeEvaluationReport } from '../evaluate/report/write-report.js';
import { type Call, type Command, JSON_OPTION, positiveNumber, requiredText } from './command.js';
import { formatEvaluation } from './evaluation-text.js';
import type { TextOutput } from './io.js';
import { prepareOutFolder } from './out-folder.js';
import { shortPath } from './result.js';
import { readCrs } from './run-options.js';

export const evaluateCommand: Command = {
  name: 'evaluate',
  arguments: '--mask <file> --truth <file>',
  summary: 'How well a class map agrees with the truth.',
  options: {
    mask: { type: 'string', value: 'mask.tif', help: 'the class map: one band of whole numbers' },
    truth: {
      type: 'string',
      value: 'file',
      help: 'a class raster, or polygons or points (GeoJSON, FlatGeobuf, GeoParquet)',
    },
    'class-property': {
      type: 'string',
      value: 'name',
      help: 'property of the features that names their class (default: class)',
    },
    map: {
      type: 'string',
      value: 'truth=map,…',
      help: 'classes of the truth as classes of the map: forest=2,cloud=0 (0: left out)',
    },
    merge: { type: 'string', value: 'map=map,…', help: 'classes of the map that count as one: shrubs=forest' },
    legend: { type: 'string', value: 'recipe', help: "names of the map's classes, where it does not carry them" },
    background: { type: 'string', value: 'class', help: 'what lies outside of all polygons (default: not known)' },
    instances: {
      type: 'string',
      value: 'file',
      help: 'a raster of object numbers for the map (default: connected pixels)',
    },
    'truth-instances': { type: 'string', value: 'file', help: 'the same for the truth' },
    crs: { type: 'string', value: 'EPSG:n', help: "used instead of the map's own coordinate reference system" },
    tolerance: { type: 'string', value: 'PX', help: 'how far apart borders may be and still agree (default: 2)' },
    out: { type: 'string', value: 'file.json', help: 'write all figures as JSON' },
    report: {
      type: 'string',
      value: 'file.html',
      help: "write a page; beside a run's report.html, that report with a section more",
    },
    json: JSON_OPTION,
  },
  notes: ['What the figures mean: docs/evaluate.md.'],
  async run(call, io) {
    const [unwanted] = call.positionals;
    if (unwanted !== undefined) throw new UsageError({ thing: 'evaluate', wanted: 'options alone', got: unwanted });
    const options = readOptions(call);
    const out = call.text('out');
    const report = call.text('report');
    for (const path of [out, report]) if (path !== undefined) await prepareOutFolder(dirname(path));
    if (report !== undefined) checkReportPlace(options.mask, report);
    const progress = call.json ? null : createPercentLine(io.stderr);
    const hooks = { ...(progress ? { onProgress: progress.show } : {}), ...(io.signal ? { signal: io.signal } : {}) };
    const evaluation = await evaluateMask(options, hooks).finally(() => progress?.stop());
    if (out !== undefined) await writeFile(out, `${JSON.stringify(evaluation, null, 2)}\n`);
    if (report !== undefined) await writeEvaluationReport(evaluation, report);
    if (call.json) io.stdout.write(`${JSON.stringify(evaluation)}\n`);
    else {
      io.stdout.write(formatEvaluation(evaluation));
      if (out !== undefined) io.stdout.write(`results: ${shortPath(out)}\n`);
      if (report !== undefined) io.stdout.write(`look at: ${shortPath(report)}\n`);
    }
  },
};

const CLEAR_LINE = '\r\u001b[2K';

/** How much is done, in one line that changes; nothing where nobody watches. */
function createPercentLine(output: TextOutput) {
  let shown = -1;
  return {
    show(done: number, total: number): void {
      const percent = Math.floor((100 * done) / total);
      if (!output.isTTY || percent === shown || done === total) return;
      shown = percent;
      output.write(`${CLEAR_LINE}  compared ${percent} %`);
    },
    stop(): void {
      if (shown >= 0) output.write(CLEAR_LINE);
    },
  };
}

/** Options that are taken as they are. */
const TEXTS = {
  'class-property': 'classProperty',
  legend: 'legend',
  background: 'background',
  instances: 'instances',
  'truth-instances': 'truthInstances',
} as const;

function readOptions(call: Call): EvaluateOptions {
  const options: EvaluateOptions = {
    mask: requiredText(call, 'mask', 'a class map (GeoTIFF)'),
    truth: requiredText(call, 'truth', 'a class raster, polygons or points'),
  };
  for (const [name, key] of Object.entries(TEXTS)) {
    if (call.text(name) !== undefined) options[key] = requiredText(call, name, 'a value');
  }
  const map = call.text('map');
  const tolerancePx = positiveNumber(call, 'tolerance');
  const merge = call.text('merge');
  const crs = readCrs(call);
  if (map !== undefined) options.map = parsePairs('--map', map);
  if (merge !== undefined) options.merge = parsePairs('--merge', merge);
  if (crs !== undefined) options.crs = crs;
  if (tolerancePx !== undefined) options.tolerancePx = tolerancePx;
  return options;
}

/** The last `=` divides, so that names of the truth may hold one. */
function parsePairs(thing: string, text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(',').map((pair) => {
      const at = pair.lastIndexOf('=');
      const from = pair.slice(0, Math.max(0, at)).trim();
      if (from !== '') return [from, pair.slice(at + 1).trim()];
      throw new UsageError({ thing, wanted: 'from=to,from=to as forest=2,park=2', got: text || 'nothing' });
    }),
  );
}
