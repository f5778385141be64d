import { readFileSync } from 'node:fs';
import { hashModel, openSession } from '../../../src/segment/onnx/session.js';

/*
 * Asks a model over and over, with new arrays each time, and prints the memory of the process, in megabytes, every so often.
 *
 *   tsx flat-memory.ts model.onnx runs channels side
 */
const [path, ...numbers] = process.argv.slice(2);
const [runs, channels, side] = numbers.map(Number) as [number, number, number];
const session = await openSession({ path: path!, sha256: hashModel(readFileSync(path!)) });
for (let i = 1; i <= runs; i++) {
  const image = new Float32Array(channels * side * side).fill(i);
  await session.run({ image: { data: image, shape: [1, channels, side, side] } }, session.outputs);
  if (i % 100 === 0) console.log(Math.round(process.memoryUsage.rss() / 1e6));
}
