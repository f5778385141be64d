import type { DataType } from '../../raster/raster.js';
import { whole } from '../simd/encode.js';
import { emitCalls, emitOperation } from './arithmetic.js';
import { emitLoad, emitStore, SLOT_BYTES } from './columns.js';
import type { Operation } from './operations.js';
import type { Program, Step } from './program.js';
import { emitExp, emitLog, type Spare } from './transcendental.js';
import { type Constant, i32, local, makeModule, repeatWhile, simd, TYPES } from './wasm.js';

/** How the columns of a program lie in memory, and what is done to them first. */
export interface ProgramShape {
  types: readonly DataType[];
  output: 'float32' | 'float64';
  /** Whether values are first brought to `value · scale + offset`. */
  scales: boolean;
  /** Whether values below zero then count as zero. */
  clamps: boolean;
}

export interface CompiledProgram {
  /** A WebAssembly module. */
  code: Uint8Array;
  /** What has to lie in memory after the slots. */
  constants: Uint8Array;
}

/** How many pixels it computes at a time: two vectors of two. */
export const PIXELS_AT_ONCE = 4;

/** Parameters and the first locals. */
const [COUNT, SCALE, OFFSET, PIXEL, FIRST_LOCAL] = [0, 1, 2, 3, 4] as const;

const [SPLAT, ADD, MUL, PSEUDO_MAX] = [20, 240, 242, 247].map((opcode) => simd(opcode)) as number[][];

/** Operations of which each pixel is computed by the function that JavaScript has. */
const CALLED: readonly Operation[] = ['pow', 'log10', 'sin', 'cos', 'atan2'];

/**
 * A program as a WebAssembly module whose function `run(count, scale, offset)` computes `count` pixels in double precision.
 * Results that are not finite become NaN.
 */
export function compileProgram({ inputs, steps }: Program, shape: ProgramShape): CompiledProgram {
  const pool = createPool((inputs.length + 1) * SLOT_BYTES);
  const called = findCalled(steps);
  const calledNames = called.map(({ name }) => name);
  const spare = Array.from({ length: 6 }, (_, i) => FIRST_LOCAL + i) as unknown as Spare;
  const pairs = [0, 1].map((pair) => {
    /** Numbers are the same for all pixels. */
    const place = (step: number): number =>
      FIRST_LOCAL + spare.length + (steps[step]!.kind === 'number' ? 0 : pair * steps.length) + step;
    const operation = ({ operation: name, operands }: Step & { kind: 'call' }): number[] => {
      const places = operands.map(place);
      if (name === 'exp') return emitExp(places[0]!, spare, pool.constant);
      if (name === 'log') return emitLog(places[0]!, spare, pool.constant);
      const pushed = places.map(local.get);
      if (CALLED.includes(name)) return emitCalls(calledNames.indexOf(name), pushed);
      return emitOperation(name, pushed, pool.constant);
    };
    const code = steps.flatMap((step, i) => {
      if (step.kind === 'number') return pair === 0 ? [...pool.constant(step.value), ...local.set(place(i))] : [];
      const value = step.kind === 'input' ? load(step.input, 2 * pair, shape, pool.constant) : operation(step);
      return [...value, ...local.set(place(i))];
    });
    return { code, result: place(steps.length - 1) };
  });
  const [first, second] = pairs.map(({ result }) => result) as [number, number];
  const store = { pixel: PIXEL, first: spare[0], second, zero: pool.constant };
  const loop = [
    ...pairs.flatMap(({ code }) => code),
    ...[...local.get(first), ...local.set(spare[0])],
    ...emitStore(inputs.length, shape.output, store),
    ...[...local.get(PIXEL), ...i32.constant(PIXELS_AT_ONCE), ...i32.add, ...local.tee(PIXEL)],
    ...[...local.get(COUNT), ...i32.lessThan],
  ];
  const code = makeModule({
    imports: called,
    parameters: [TYPES.i32, TYPES.f64, TYPES.f64],
    locals: [TYPES.i32, ...Array(spare.length + 2 * steps.length).fill(TYPES.v128)],
    body: repeatWhile(loop),
  });
  return { code, constants: pool.bytes() };
}

function findCalled(steps: readonly Step[]): { name: Operation; operands: number }[] {
  const called = new Map<Operation, number>();
  for (const step of steps) {
    if (step.kind === 'call' && CALLED.includes(step.operation)) called.set(step.operation, step.operands.length);
  }
  return [...called].map(([name, operands]) => ({ name, operands }));
}

/** Two values of an input, scaled and clamped. */
function load(input: number, ahead: number, { types, scales, clamps }: ProgramShape, constant: Constant): number[] {
  const scale = [...local.get(SCALE), ...SPLAT!, ...MUL!, ...local.get(OFFSET), ...SPLAT!, ...ADD!];
  // The other way round than the maximum, this keeps what is not a number.
  const clamp = [...constant(0), ...PSEUDO_MAX!];
  const loaded = emitLoad(input, types[input]!, { pixel: PIXEL, ahead });
  return [...loaded, ...(scales ? scale : []), ...(clamps ? clamp : [])];
}

/** Constants lie in memory, as a load is less work than making one anew for every pixel. */
function createPool(atByte: number): { constant: Constant; bytes(): Uint8Array } {
  const known = new Map<string, number>();
  const constants: (number | bigint)[] = [];
  return {
    constant: (value) => {
      const key = Object.is(value, -0) ? '-0' : `${typeof value} ${value}`;
      const place = known.get(key) ?? constants.push(value) - 1;
      known.set(key, place);
      return [...i32.constant(0), ...simd(10, 0, ...whole(atByte + 8 * place))];
    },
    bytes: () => {
      const view = new DataView(new ArrayBuffer(8 * constants.length));
      constants.forEach((value, i) => {
        if (typeof value === 'bigint') view.setBigInt64(8 * i, value, true);
        else view.setFloat64(8 * i, value, true);
      });
      return new Uint8Array(view.buffer);
    },
  };
}
