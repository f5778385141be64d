import type { Json } from '../src/raster/json.js';
import { generateSampleScene } from '../src/sample/index.js';
import { createObjectMethod } from '../test/segment/methods/objects/support/object-runs.js';
import { measureSeams } from '../test/support/seam-agreement.js';

/**
 * How well methods that work in squares of the scene agree, at the seams, with a run in one piece: default options and
 * overlap, on the sample scene.
 *
 *   npx tsx bench/seams.ts
 */
const BLOCK_PX = 256;
const OTSU = { foreground: { method: 'otsu', band: 4 } };
const RUNS = [
  { method: 'felzenszwalb' },
  { method: 'region-merging' },
  { method: 'region-growing' },
  { method: 'flood' },
  { method: 'split-and-merge' },
  { method: 'normalized-cut' },
  { method: 'watershed', band: 4, minPixels: 20 },
  { method: 'watershed', on: 'distance', ...OTSU },
  { method: 'contours', band: 4 },
  { method: 'compact-watershed', band: 4 },
  { method: 'slic' },
];

const { width, height, bands } = generateSampleScene({ size: 768 });
// Blue, green, red, near infrared.
const all = [0, 1, 2, 4].map((band) => Float32Array.from(bands[band]!));
const valid = Uint8Array.from(all[0]!, (value) => Number(value > 0));
console.log('| method | overlap | pairs that agree | cut apart | joined | adjusted Rand |\n|---|---|---|---|---|---|');
for (const options of RUNS) {
  const method = createObjectMethod(options as never, 4);
  const values = method.sources.map((source) => all[Number((source as { band: number }).band) - 1]!);
  const columns = { length: width * height, values, valid, window: { col: 0, row: 0, width, height } };
  const params = JSON.parse(JSON.stringify(method.fit!(columns))) as Json;
  const find = (seen: typeof columns) => method.predictObjects!(seen, params);
  const { share, cut, merged, adjustedRand } = await measureSeams({
    find,
    columns,
    blockPx: BLOCK_PX,
    overlapPx: method.haloPx,
  });
  const percent = (value: number) => `${(100 * value).toFixed(2)} %`;
  const name = 'on' in options ? `\`${options.method}\` on the ${options.on}` : `\`${options.method}\``;
  console.log(
    `| ${name} | ${method.haloPx} | ${percent(share)} | ${percent(cut)} | ${percent(merged)} | ${adjustedRand.toFixed(4)} |`,
  );
}
