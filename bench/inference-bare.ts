import ort from 'onnxruntime-node';
import { BANDS } from './inference-model.js';

/*
 * ONNX Runtime alone, in one thread: patches that are in memory already, asked one after the other. Prints a line of JSON:
 * seconds of the wall and of the processor, with those to open the model.
 *
 *   tsx inference-bare.ts model.onnx patchPx patches
 */
const [model, ...numbers] = process.argv.slice(2);
const [patchPx, count] = numbers.map(Number) as [number, number];
const length = BANDS * patchPx ** 2;
const patches = Array.from({ length: 4 }, (_, k) => Float32Array.from({ length }, (_, i) => Math.sin(i * 0.01 + k)));
const before = process.cpuUsage();
const began = performance.now();
const options = { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential' } as const;
const session = await ort.InferenceSession.create(model!, options);
for (let i = 0; i < count; i++) {
  await session.run({ image: new ort.Tensor(patches[i % 4]!, [1, BANDS, patchPx, patchPx]) });
}
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ seconds: (performance.now() - began) / 1000, cpuSeconds: (user + system) / 1e6 }));
