import { defineConfig } from 'vitest/config';

/** `fast` needs Node alone; `integration` also asks outside judges (GDAL, Python) and says what is missing. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'fast',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.integration.test.ts'],
          globalSetup: ['test/support/build.ts'],
          setupFiles: ['test/support/seed.ts', 'test/support/temporary-files.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/**/*.integration.test.ts'],
          globalSetup: ['test/support/build.ts', 'test/support/judges.ts'],
          setupFiles: ['test/support/seed.ts', 'test/support/temporary-files.ts'],
          testTimeout: 600_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
