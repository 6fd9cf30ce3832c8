import { defaultExclude, defineConfig } from 'vitest/config';

const long = process.env.IPC_BENCH_LONG_TESTS === '1';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: long ? defaultExclude : [...defaultExclude, '**/*.long.test.ts'],
    maxWorkers: 3, // many tests wait for real processes; the default leaves one of two cores idle
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
});
