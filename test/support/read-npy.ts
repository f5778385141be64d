import { readFileSync } from 'node:fs';

/** An array of NumPy, the last side running fastest. */
export interface NpyArray {
  shape: number[];
  data: Float32Array | Uint16Array;
}

/** Reads a file of NumPy's format 1.0 (numpy.lib.format) that holds single floats or two-byte integers, little-endian. */
export function readNpy(path: string): NpyArray {
  const file = readFileSync(path);
  const headerBytes = file.readUInt16LE(8);
  const header = file.toString('latin1', 10, 10 + headerBytes);
  const sides = /'shape': \(([\d, ]*)\)/.exec(header)?.[1] ?? '';
  const shape = sides.split(',').flatMap((side) => (side.trim() ? [Number(side)] : []));
  const bytes = new Uint8Array(file.subarray(10 + headerBytes)).buffer;
  if (header.includes("'<f4'")) return { shape, data: new Float32Array(bytes) };
  if (header.includes("'<u2'")) return { shape, data: new Uint16Array(bytes) };
  throw new Error(`${path}: ${header}`);
}
