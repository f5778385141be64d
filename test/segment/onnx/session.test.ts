import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { checkCuda, isCardAtFault } from '../../../src/segment/onnx/cuda.js';
import { hashModel, openSession, type Tensor, type TensorData } from '../../../src/segment/onnx/session.js';
import { getModelThreads, setModelThreads } from '../../../src/segment/onnx/threads.js';
import { encodeMessage } from '../../../src/train/onnx/protobuf.js';
import { makeFolder } from '../../support/write-scene.js';
import { makeModel } from './tiny-model.js';

const folder = makeFolder('session');
afterAll(() => rmSync(folder, { recursive: true }));

/** TensorProto.DataType of onnx.proto, by number. */
const TYPES = '- float32 uint8 int8 uint16 int16 int32 int64 string bool float16 float64 uint32 uint64'.split(' ');

function writeModel(name: string, bytes: Uint8Array): { path: string; sha256: string } {
  const path = join(folder, `${name}.onnx`);
  writeFileSync(path, bytes);
  return { path, sha256: hashModel(bytes) };
}

/** Gives back what goes in, of any type. */
function echo(type: string): Uint8Array {
  const model = makeModel({ nodes: [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }], inputs: [], outputs: [] });
  // Parts of a message that come later are added to it.
  const ports = encodeMessage((message) => {
    message.message(7, (graph) => {
      for (const [field, name] of [
        [11, 'x'],
        [12, 'y'],
      ] as const) {
        graph.message(field, (port) => {
          port.text(1, name);
          port.message(2, (proto) =>
            proto.message(1, (tensor) => {
              tensor.int(1, TYPES.indexOf(type));
              tensor.message(2, (shape) => {
                shape.message(1, (side) => side.text(2, 'N'));
                shape.message(1, (side) => side.int(1, 2));
              });
            }),
          );
        });
      }
    });
  });
  return Buffer.concat([model, ports]);
}

const DATA: Record<string, TensorData> = {
  float32: Float32Array.of(0.5, -1),
  float64: Float64Array.of(0.1, -1),
  float16: Uint16Array.of(0x3800, 0xbc00),
  int8: Int8Array.of(-128, 127),
  uint8: Uint8Array.of(0, 255),
  int16: Int16Array.of(-32768, 1),
  uint16: Uint16Array.of(65535, 1),
  int32: Int32Array.of(-(2 ** 31), 1),
  uint32: Uint32Array.of(2 ** 32 - 1, 1),
  int64: BigInt64Array.of(-(2n ** 63n), 1n),
  uint64: BigUint64Array.of(2n ** 64n - 1n, 1n),
  bool: Uint8Array.of(0, 1),
};

describe('a session', () => {
  it.each(Object.entries(DATA))('takes and gives %s', async (type, data) => {
    const session = await openSession(writeModel(type, echo(type)));
    expect(session.inputPorts).toEqual([{ name: 'x', type, shape: [null, 2] }]);
    expect(session.outputPorts).toEqual([{ name: 'y', type, shape: [null, 2] }]);
    const isTold = !['float16', 'bool'].includes(type);
    const tensor = { data, shape: [1, 2], ...(isTold ? {} : { type }) } as Tensor;
    expect((await session.run({ x: tensor }, ['y'])).y).toEqual({ data, shape: [1, 2], type });
    // A part of an array that holds more, as batches are that are not full.
    const longer = new (data.constructor as Uint8ArrayConstructor)(4) as TensorData;
    longer.set(data as never, 2);
    const part = { ...tensor, data: longer.subarray(2, 4) } as Tensor;
    expect((await session.run({ x: part }, ['y'])).y!.data).toEqual(data);
  });

  it('gives the outputs that are asked for, and refuses what does not fit the model', async () => {
    const session = await openSession(writeModel('fits', echo('float32')));
    const answer = session.run({ x: { data: new Float32Array(3), shape: [1, 3] } }, ['y']);
    await expect(answer).rejects.toThrow(/wanted an ONNX model that ONNX Runtime can run, got .*fits\.onnx/);
  });

  it('is opened once, and again when others came between', async () => {
    const files = ['float32', 'uint8', 'int32', 'int64'].map((type) => writeModel(`kept-${type}`, echo(type)));
    const sessions = await Promise.all(files.slice(0, 3).map(openSession));
    for (const [i, file] of files.slice(0, 3).entries()) expect(await openSession(file)).toBe(sessions[i]);
    await openSession(files[3]!);
    expect(await openSession(files[2]!)).toBe(sessions[2]);
    expect(await openSession(files[0]!)).not.toBe(sessions[0]);
  });

  it('is not of a file that has changed, is missing or holds no model', async () => {
    const file = writeModel('changed', echo('float32'));
    await expect(openSession({ ...file, sha256: '0'.repeat(64) })).rejects.toThrow(/wanted the file of SHA-256 0{64}/);
    const none = { path: join(folder, 'none.onnx'), sha256: '' };
    await expect(openSession(none)).rejects.toThrow(/wanted a file to read, got none/);
    await expect(openSession(writeModel('text', Buffer.from('no model')))).rejects.toThrow(/wanted an ONNX model/);
  });
});

describe('the device cuda', () => {
  it.each([
    ['CUDA failure 700: an illegal memory access was encountered ; GPU=0 ; hostname=ip-10-0-0-1', true],
    ['CUDNN failure 4: CUDNN_STATUS_INTERNAL_ERROR ; GPU=0', true],
    ['CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED ; GPU=0', true],
    ['CUDA failure 2: out of memory ; GPU=0', false],
    ['CUDA failure 100: no CUDA-capable device is detected ; GPU=32', false],
    ['Got invalid dimensions for input: image', false],
  ])('is at fault or not: %s', (message, expected) => {
    expect(isCardAtFault(message)).toBe(expected);
  });

  it('is refused with what is missing and how to get it, or where it cannot be', () => {
    const place = { platform: 'linux', arch: 'x64', folder };
    expect(() => checkCuda('roads.onnx', place)).toThrow(
      /^device cuda: wanted libonnxruntime_providers_shared\.so and libonnxruntime_providers_cuda\.so in .*to get them: ONNXRUNTIME_NODE_INSTALL=cuda12 node .*script.install\.js\), or device cpu, got no such file \(roads\.onnx\)$/,
    );
    writeFileSync(join(folder, 'libonnxruntime_providers_shared.so'), '');
    expect(() => checkCuda('roads.onnx', place)).toThrow(/wanted libonnxruntime_providers_cuda\.so in /);
    writeFileSync(join(folder, 'libonnxruntime_providers_cuda.so'), '');
    expect(() => checkCuda('roads.onnx', place)).not.toThrow();
    expect(() => checkCuda('roads.onnx', { ...place, platform: 'darwin' })).toThrow(/wanted Linux on x64.*got darwin/);
  });
});

describe('threads of a model', () => {
  it('and workers are as many as the cores, together, and one at least', () => {
    const before = getEnvironmentData('landquilt:model-threads');
    onTestFinished(() => setEnvironmentData('landquilt:model-threads', before));
    setModelThreads(10_000);
    expect(getModelThreads()).toBe(1);
    setModelThreads(1);
    const cores = getModelThreads();
    expect(cores).toBeGreaterThanOrEqual(1);
    setModelThreads(2);
    expect(getModelThreads()).toBe(Math.max(1, Math.floor(cores / 2)));
  });
});
