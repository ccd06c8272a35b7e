import { defineConfig } from 'vitest/config';

export default defineConfig({
  // React runs in production mode, and there knows no development JSX.
  oxc: { jsx: { runtime: 'automatic', development: false } },
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    environment: 'node',
    // Screens, servers and ptys start real processes: two cores, so no more than two files at once.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    env: { NODE_ENV: 'production', TZ: 'UTC' },
  },
});
