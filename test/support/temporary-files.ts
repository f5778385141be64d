import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/**
 * Temporary files of a test file, and of all that it starts, lie in one folder that is gone when it ends: runs of real
 * scenes are gigabytes.
 */
const before = process.env.TMPDIR;
const folder = mkdtempSync(join(tmpdir(), 'landquilt-test-'));
process.env.TMPDIR = folder;

// The first hook of a file is the last to run.
afterAll(() => {
  if (before === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = before;
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});
