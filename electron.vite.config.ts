import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/**
 * Three bundles. The main one holds four programs side by side in out/main:
 * the Electron entry, the headless console and the workers of SQLite and of plugin reports, so that each
 * finds the others by a flat file name beside itself. What package.json lists
 * under `dependencies` stays outside (electron-builder packs it); the renderer
 * and the preload carry everything inside.
 */
export default defineConfig({
  main: {
    build: {
      outDir: here('out/main'),
      sourcemap: true,
      rolldownOptions: {
        input: {
          index: here('src-main/index.ts'),
          headless: here('src-main/headless.ts'),
          'import-worker': here('src-main/engine/import-worker.ts'),
          'sqlite-worker': here('src-main/storage/sqlite/worker.ts'),
          'plugin-parser': here('src-main/engine/plugins/parser-worker.ts'),
          'frame-worker': here('src-main/engine/frame-worker.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: here('out/preload'),
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: here('src-main/preload/index.ts') },
        // A sandboxed preload must be CommonJS, one file, and may require `electron` only.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: here('src-renderer'),
    plugins: [vue()],
    // Only loopback: a development server is nobody else's business.
    server: { host: '127.0.0.1' },
    build: {
      outDir: here('out/renderer'),
      minify: true,
      sourcemap: false,
      // `script-src 'self'` and `font-src 'self'` allow no data: URLs.
      assetsInlineLimit: 0,
      // The charts are one lazy chunk of that size; it comes from the disk beside.
      chunkSizeWarningLimit: 900,
      rolldownOptions: { input: { index: here('src-renderer/index.html') } },
    },
  },
})
