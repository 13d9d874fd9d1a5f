import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

/**
 * `npm run check` runs the two unit projects; integration and peers are named
 * scripts of their own (package.json), which run the program and build it first.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit-main',
          environment: 'node',
          pool: 'threads',
          // Every recording is cut at every byte, on a machine that others use as well.
          testTimeout: 20_000,
          include: [
            'src-main/**/*.test.ts',
            'build/**/*.test.ts',
            'test/support/**/*.test.ts',
            'test/suites/**/*.test.ts',
          ],
        },
      },
      {
        plugins: [vue()],
        test: {
          name: 'unit-renderer',
          environment: 'happy-dom',
          // One document a worker instead of one a file: a third of the time.
          pool: 'vmThreads',
          include: ['src-renderer/**/*.test.ts'],
          // The contrast test reads the tokens as they are.
          css: { include: [/tokens\.css/] },
        },
      },
      {
        test: {
          name: 'integration',
          environment: 'node',
          pool: 'forks',
          // Two cores are taken for one by vitest; half of the files wait for a server.
          maxWorkers: 2,
          include: ['test/integration/**/*.test.ts'],
          globalSetup: ['test/support/build-first.ts'],
          testTimeout: 60_000,
          // Servers, disks and clocks that are real, on a machine that others use as well.
          retry: process.env['CI'] === 'true' ? 1 : 0,
          // A database server that begins beside others on a machine that has just been set up.
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'peers',
          environment: 'node',
          pool: 'forks',
          include: ['test/peers/**/*.test.ts'],
          globalSetup: ['test/support/build-first.ts'],
          // Each file has ports, networks and processes of its own, and waits more than it works.
          maxWorkers: 2,
          retry: process.env['CI'] === 'true' ? 1 : 0,
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
