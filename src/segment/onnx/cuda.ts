import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { InputError } from '../../errors.js';

/** What the package leaves out, and ONNX Runtime looks for beside itself. */
const FILES = ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so'];

interface CudaPlace {
  platform?: string;
  arch?: string;
  /** Where ONNX Runtime itself lies. */
  folder?: string;
}

/**
 * Whether ONNX Runtime's part for CUDA is installed. It is asked before ONNX Runtime is, which would write lines of its
 * own to stderr.
 *
 * @throws InputError that says what is missing, and how to get it
 */
export function checkCuda(
  model: string,
  { platform = process.platform, arch = process.arch, folder = findFolder() }: CudaPlace = {},
): void {
  const refuse = (wanted: string, got: string): InputError =>
    new InputError({ thing: 'device cuda', wanted, got, source: model });
  if (platform !== 'linux' || arch !== 'x64') throw refuse('Linux on x64, or device cpu', `${platform} on ${arch}`);
  const missing = FILES.filter((file) => !existsSync(join(folder, file)));
  if (missing.length === 0) return;
  const script = join(folder, '..', '..', '..', '..', 'script', 'install.js');
  const fetch = `ONNXRUNTIME_NODE_INSTALL=cuda12 node ${script}`;
  throw refuse(`${missing.join(' and ')} in ${folder} (to get them: ${fetch}), or device cpu`, 'no such file');
}

/** As ONNX Runtime writes what one of NVIDIA's libraries answered (`cuda_call.cc`). */
const FAILURE = /\b(CU[A-Z]+) failure (\d+):/;
/** `cudaError_t` of which the caller can do something: too little memory, a driver that is too old, no card. */
const OF_CALLER = ['2', '35', '100'];

/** True where the card, not the model or what it was given, is at fault: another card, or another time, may do it. */
export function isCardAtFault(message: string): boolean {
  const [, library, code] = FAILURE.exec(message) ?? [];
  return library !== undefined && !(library === 'CUDA' && OF_CALLER.includes(code));
}

function findFolder(): string {
  const entry = createRequire(import.meta.url).resolve('onnxruntime-node');
  return join(dirname(entry), '..', 'bin', 'napi-v6', process.platform, process.arch);
}
