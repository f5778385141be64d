import type { Band, DataType } from '../../raster/raster.js';
import { SLOT_BYTES } from './columns.js';
import { type CompiledProgram, compileProgram, type ProgramShape } from './compile.js';
import { OPERATIONS } from './operations.js';
import type { Program } from './program.js';

/** Value = stored · scale + offset. */
export interface EvaluateOptions {
  scale?: number;
  offset?: number;
  /** Values below zero count as zero. */
  clamps?: boolean;
}

/** What a program may read. */
export const MAX_INPUTS = 32;
const CHUNK = SLOT_BYTES / 8;
const PAGE_BYTES = 65_536;

type Run = (count: number, scale: number, offset: number) => void;

/** The part of WebAssembly that is used; its types come with those of browsers, which are not here. */
interface WebAssemblyApi {
  Memory: new (size: { initial: number; maximum: number }) => { buffer: ArrayBuffer };
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: { run: Run } };
}

const { Memory, Module, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;

/** The slots of the inputs and of the output, then constants. */
const PAGES = Math.ceil(((MAX_INPUTS + 1) * SLOT_BYTES) / PAGE_BYTES) + 1;

/** One memory for all programs of a thread: it holds a piece of each column at a time. */
const memory = new Memory({ initial: PAGES, maximum: PAGES });

const VIEWS = {
  uint8: new Uint8Array(memory.buffer),
  int8: new Int8Array(memory.buffer),
  uint16: new Uint16Array(memory.buffer),
  int16: new Int16Array(memory.buffer),
  uint32: new Uint32Array(memory.buffer),
  int32: new Int32Array(memory.buffer),
  float32: new Float32Array(memory.buffer),
  float64: new Float64Array(memory.buffer),
} satisfies Record<DataType, Band>;

interface Linked {
  run: Run;
  constants: Uint8Array;
}

const linked = new WeakMap<Program, Map<string, Linked>>();

/**
 * The result of a program for every pixel, in single or double precision as `out` is; computed in double precision. NaN
 * where it is not finite, and where a column is NaN.
 */
export function evaluateProgram<Out extends Float32Array | Float64Array>(
  program: Program,
  columns: readonly Band[],
  out: Out,
  { scale = 1, offset = 0, clamps = false }: EvaluateOptions = {},
): Out {
  const types = columns.map(typeOf);
  const output = out instanceof Float32Array ? 'float32' : 'float64';
  const { run, constants } = findLinked(program, { types, output, scales: scale !== 1 || offset !== 0, clamps });
  const slots = columns.map((column, i) => (i * SLOT_BYTES) / column.BYTES_PER_ELEMENT);
  const outSlot = (columns.length * SLOT_BYTES) / out.BYTES_PER_ELEMENT;
  const results = VIEWS[output];
  VIEWS.uint8.set(constants, (columns.length + 1) * SLOT_BYTES);
  for (let from = 0; from < out.length; from += CHUNK) {
    const to = Math.min(from + CHUNK, out.length);
    for (let i = 0; i < columns.length; i++) VIEWS[types[i]!].set(columns[i]!.subarray(from, to), slots[i]!);
    run(to - from, scale, offset);
    out.set(results.subarray(outSlot, outSlot + to - from), from);
  }
  return out;
}

function findLinked(program: Program, shape: ProgramShape): Linked {
  const shapes = linked.get(program) ?? new Map<string, Linked>();
  linked.set(program, shapes);
  const key = [...shape.types, shape.output, shape.scales, shape.clamps].join(' ');
  const found = shapes.get(key) ?? link(compileProgram(program, shape));
  shapes.set(key, found);
  return found;
}

function link({ code, constants }: CompiledProgram): Linked {
  const { exports } = new Instance(new Module(code), { env: { memory, ...OPERATIONS } });
  return { run: exports.run, constants };
}

const typeOf = (band: Band): DataType =>
  (Object.keys(VIEWS) as DataType[]).find((type) => band.constructor === VIEWS[type].constructor)!;
