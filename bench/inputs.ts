import { join } from 'node:path';
import { type MaskKind, writeMaskFile } from './masks.js';

/** What a bench is asked for: `[--short] [file …]`. */
export function readArguments(): { isShort: boolean; files: string[] } {
  const args = process.argv.slice(2);
  return { isShort: args.includes('--short'), files: args.filter((arg) => !arg.startsWith('--')) };
}

/** One mask of each kind in a folder, large or small. */
export async function writeMasks(folder: string, isShort: boolean): Promise<string[]> {
  const sizes: [MaskKind, number][] = [
    ['fields', isShort ? 2000 : 10_980],
    ['patchy', isShort ? 2000 : 10_980],
    ['noisy', isShort ? 500 : 4000],
  ];
  const paths: string[] = [];
  for (const [kind, size] of sizes) {
    const path = join(folder, `${kind}-${size}.tif`);
    await writeMaskFile(path, kind, size);
    paths.push(path);
  }
  return paths;
}
