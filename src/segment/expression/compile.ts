import type { DataType } from '../../raster/raster.js';
import type { Operation } from './operations.js';
import type { Program } from './program.js';
import { type Constant, emitExp, emitLog, type Spare } from './transcendental.js';
import { callFunction, i32, local, makeModule, repeatWhile, simd, TYPES, unsigned } from './wasm.js';

/** How the columns of a program lie in memory, and what is done to them first. */
export interface ProgramShape {
  types: readonly DataType[];
  output: 'float32' | 'float64';
  /** Whether values are first brought to `value · scale + offset`. */
  scales: boolean;
  /** Whether values below zero then count as zero. */
  clamps: boolean;
}

/** Bytes of memory for each column: the inputs, then the output. */
export const SLOT_BYTES = 32_768;

export interface CompiledProgram {
  /** A WebAssembly module. */
  code: Uint8Array;
  /** What has to lie in memory after the slots. */
  constants: Uint8Array;
}

const [COUNT, SCALE, OFFSET, PIXEL] = [0, 1, 2, 3];
const FIRST_LOCAL = 4;

const F64 = {
  ...{ splat: simd(20), eq: simd(71), ne: simd(72), lt: simd(73), gt: simd(74), le: simd(75), ge: simd(76) },
  ...{
    abs: simd(236),
    neg: simd(237),
    sqrt: simd(239),
    add: simd(240),
    sub: simd(241),
    mul: simd(242),
    div: simd(243),
  },
  ...{ min: simd(244), max: simd(245), pmax: simd(247), firstLane: simd(33, 0), secondLane: simd(33, 1) },
  replaceSecond: simd(34, 1),
};
const BITS = { and: simd(78), or: simd(80), select: simd(82) };
const F32 = { add: simd(228), mul: simd(230), demote: simd(94) };

/** Loads two values as doubles, from an address and an offset in bytes. */
const LOADS: Readonly<Record<DataType, (offset: number[]) => number[]>> = {
  float64: (offset) => simd(0, 0, ...offset),
  float32: (offset) => [...simd(93, 0, ...offset), ...simd(95)],
  uint32: (offset) => [...simd(93, 0, ...offset), ...simd(255)],
  int32: (offset) => [...simd(93, 0, ...offset), ...simd(254)],
  uint16: (offset) => [...simd(92, 0, ...offset), ...simd(169), ...simd(255)],
  int16: (offset) => [...simd(92, 0, ...offset), ...simd(167), ...simd(254)],
  uint8: (offset) => [...simd(8, 0, ...offset), ...simd(137), ...simd(169), ...simd(255)],
  int8: (offset) => [...simd(8, 0, ...offset), ...simd(135), ...simd(167), ...simd(254)],
};

/** Logarithm to base 2 of the bytes of a value. */
const SHIFTS: Readonly<Record<DataType, number>> = {
  ...{ uint8: 0, int8: 0, uint16: 1, int16: 1, uint32: 2, int32: 2, float32: 2, float64: 3 },
};

const slotOffset = (slot: number): number[] => unsigned(slot * SLOT_BYTES);

/** Operations of which each lane is computed by the same function that JavaScript has. */
const CALLED: readonly Operation[] = ['pow', 'log10', 'sin', 'cos', 'atan2'];

/**
 * A program as a WebAssembly module whose function `run(count, scale, offset)` computes `count` pixels, two at a time, in
 * double precision. Results that are not finite become NaN.
 */
export function compileProgram({ inputs, steps }: Program, shape: ProgramShape): CompiledProgram {
  const pool = createPool((inputs.length + 1) * SLOT_BYTES);
  const { constant } = pool;
  const called = [...new Set(steps.flatMap((step) => (step.kind === 'call' ? [step.operation] : [])))].filter((name) =>
    CALLED.includes(name),
  );
  const arity = new Map<string, number>();
  for (const step of steps) if (step.kind === 'call') arity.set(step.operation, step.operands.length);
  const place = (step: number): number => FIRST_LOCAL + step;
  const spare: Spare = [place(steps.length), place(steps.length + 1), place(steps.length + 2)];
  const address = (type: DataType): number[] => [
    ...local.get(PIXEL!),
    ...(SHIFTS[type] === 0 ? [] : [...i32.constant(SHIFTS[type]), ...i32.shl]),
  ];

  const load = (input: number): number[] => {
    const type = shape.types[input]!;
    const loaded = [...address(type), ...LOADS[type](slotOffset(input))];
    const scale = [...local.get(SCALE!), ...F64.splat, ...F64.mul, ...local.get(OFFSET!), ...F64.splat, ...F64.add];
    // The other way round than `max`, this keeps what is not a number.
    const clamp = [...constant(0), ...F64.pmax];
    return [...loaded, ...(shape.scales ? scale : []), ...(shape.clamps ? clamp : [])];
  };

  const compute = (operation: Operation, operands: readonly number[]): number[] => {
    const [a, b, c] = operands.map((operand) => local.get(place(operand)));
    if (operation === 'exp') return emitExp(place(operands[0]!), spare, constant);
    if (operation === 'log') return emitLog(place(operands[0]!), spare, constant);
    if (CALLED.includes(operation)) return callLanes(called.indexOf(operation), [a!, ...(b ? [b] : [])]);
    return emit(operation, [a!, b ?? [], c ?? []], constant);
  };

  const body = steps.flatMap((step, i) => {
    if (step.kind === 'number') return [...constant(step.value), ...local.set(place(i))];
    const value = step.kind === 'input' ? load(step.input) : compute(step.operation, step.operands);
    return [...value, ...local.set(place(i))];
  });
  const result = local.get(place(steps.length - 1));
  const loop = [
    ...body,
    ...address(shape.output),
    ...result,
    ...(shape.output === 'float64' ? result : []),
    ...storeFinite(shape.output, inputs.length, spare[0], constant),
    ...[...local.get(PIXEL!), ...i32.constant(2), ...i32.add, ...local.tee(PIXEL!)],
    ...[...local.get(COUNT!), ...i32.lessThan],
  ];
  const code = makeModule({
    imports: called.map((name) => ({ name, operands: arity.get(name)! })),
    parameters: [TYPES.i32, TYPES.f64, TYPES.f64],
    locals: [TYPES.i32, ...[...steps, ...spare].map(() => TYPES.v128)],
    body: repeatWhile(loop),
  });
  return { code, constants: pool.bytes() };
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
      return [...i32.constant(0), ...simd(10, 0, ...unsigned(atByte + 8 * place))];
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

/** With the operation of `OPERATIONS` of this name. */
function emit(operation: Operation, [a, b, c]: readonly [number[], number[], number[]], constant: Constant): number[] {
  const zero = constant(0);
  const one = constant(1);
  /** 0, or not a number. */
  const missing = [...a, ...a, ...F64.sub, ...b, ...b, ...F64.sub, ...F64.add];
  const missingFirst = [...a, ...a, ...F64.sub];
  const compare = (mask: number[]): number[] => [...a, ...b, ...mask, ...one, ...BITS.and, ...missing, ...F64.add];
  switch (operation) {
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
    case 'eq':
    case 'ne':
      return compare(F64[operation]);
    case 'and': {
      const isFalse = [...a, ...zero, ...F64.eq, ...b, ...zero, ...F64.eq, ...BITS.or];
      return [...zero, ...one, ...missing, ...F64.add, ...isFalse, ...BITS.select];
    }
    case 'or': {
      const isTrue = [...a, ...F64.abs, ...zero, ...F64.gt, ...b, ...F64.abs, ...zero, ...F64.gt, ...BITS.or];
      return [...one, ...missing, ...isTrue, ...BITS.select];
    }
    case 'not':
      return [...a, ...zero, ...F64.eq, ...one, ...BITS.and, ...missingFirst, ...F64.add];
    case 'where':
      return [...c, ...b, ...missingFirst, ...F64.add, ...a, ...zero, ...F64.eq, ...BITS.select];
    case 'neg':
    case 'abs':
    case 'sqrt':
      return [...a, ...F64[operation]];
    default:
      return [...a, ...b, ...F64[operation as 'add']];
  }
}

/** The function once for each lane. */
function callLanes(index: number, operands: readonly number[][]): number[] {
  const lane = (extract: number[]): number[] => [
    ...operands.flatMap((operand) => [...operand, ...extract]),
    ...callFunction(index),
  ];
  return [...lane(F64.firstLane), ...F64.splat, ...lane(F64.secondLane), ...F64.replaceSecond];
}

/** Stores what is on the stack, over an address; x + 0·x is x, and NaN where x is not finite. */
function storeFinite(output: 'float32' | 'float64', slot: number, spare: number, constant: Constant): number[] {
  if (output === 'float64') return [...constant(0), ...F64.mul, ...F64.add, ...simd(11, 0, ...slotOffset(slot))];
  const zero = simd(12, ...Array(16).fill(0));
  const value = [...F32.demote, ...local.tee(spare), ...local.get(spare), ...zero, ...F32.mul, ...F32.add];
  return [...value, ...simd(91, 0, ...slotOffset(slot), 0)];
}
