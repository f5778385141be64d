import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A folder of the test file's own, removed at its end; writes bytes under a new name and gives the path. */
export function useScratch(): (bytes: Uint8Array) => string {
  const folder = mkdtempSync(join(tmpdir(), 'landquilt-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let count = 0;
  return (bytes) => {
    const path = join(folder, `${count++}.tif`);
    writeFileSync(path, bytes);
    return path;
  };
}
