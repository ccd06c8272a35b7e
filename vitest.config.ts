import { defineConfig } from 'vitest/config';
import { unitTests, wholeTests } from './test/kinds.ts';

export default defineConfig({
  // React runs in production mode, and there knows no development JSX.
  oxc: { jsx: { runtime: 'automatic', development: false } },
  test: {
    environment: 'node',
    // Screens, servers and ptys start real processes: two cores, so no more than two files at once.
    maxWorkers: 2,
    setupFiles: ['test/fixed-seed.ts'],
    env: { NODE_ENV: 'production', TZ: 'UTC' },
    projects: [
      {
        extends: true,
        // A unit test that takes longer is no unit test; a property of many runs has a limit of its own.
        test: { name: 'unit', include: [...unitTests], testTimeout: 10_000, hookTimeout: 10_000 },
      },
      {
        extends: true,
        test: { name: 'whole', include: [...wholeTests], testTimeout: 30_000, hookTimeout: 60_000 },
      },
    ],
  },
});
