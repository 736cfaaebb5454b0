import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['e2e/**/*.e2e.ts'],
    environment: 'node',
    // The test runner puts its own BASE_URL in its workers' environment.
    env: { E2E_BASE_URL: process.env.E2E_BASE_URL ?? process.env.BASE_URL ?? '' },
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A journey of a browser, a server and a worker on a busy machine may be run once more, on a fresh phone; the
    // runner names what needed that, so that it is mended. A fault that stays fails both times.
    retry: 1,
  },
});
