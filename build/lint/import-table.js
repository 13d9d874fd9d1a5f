/**
 * Who may import whom: the table of ARCHITECTURE.md §2 as data. A change of the
 * architecture is a change of this table and of nothing else; the rules in
 * `import-rules.js` and the test beside it are made from it.
 *
 * - `folders`  other folders of src-main that may be imported whole
 * - `types`    other folders of src-main of which only types may be imported
 * - `packages` npm packages, with their sub-paths (`kysely` allows `kysely/migration`)
 * - `builtins` modules of Node, always with their `node:` prefix
 *
 * A folder may always import its own files. Tests beside the code may also
 * import the test tools and anything under `test/`.
 *
 * @typedef {object} ImportRow
 * @property {string} name
 * @property {string} root The folder, from the root of the repository.
 * @property {readonly string[]} [files] Only these files, which lie right inside `root` beside the folders.
 * @property {readonly string[]} extensions
 * @property {readonly string[]} folders
 * @property {readonly string[]} types
 * @property {readonly string[]} packages
 * @property {readonly string[]} builtins
 */

const TS = ['ts']
const VUE = ['ts', 'vue']

/** Every folder of src-main that has a row below. */
export const MAIN_FOLDERS = [
  'contract',
  'domain',
  'protocols',
  'net',
  'storage',
  'engine',
  'rpc',
  'shell',
  'preload',
]

/** What the services may use of Node: files, processes, hashing; never a socket, which is `net`'s. */
const ENGINE_BUILTINS = [
  'node:buffer',
  'node:child_process',
  'node:crypto',
  'node:events',
  'node:fs',
  'node:fs/promises',
  'node:os',
  'node:path',
  'node:perf_hooks',
  'node:timers/promises',
  'node:url',
  'node:util',
  'node:worker_threads',
  'node:zlib',
]

/** Vue and the libraries that any part of the renderer may use. */
const UI_PACKAGES = [
  'vue',
  'vue-router',
  'pinia',
  'vue-i18n',
  '@vueuse/core',
  '@tanstack/vue-virtual',
  '@lucide/vue',
]

/** @type {readonly ImportRow[]} */
export const IMPORT_TABLE = [
  {
    name: 'contract',
    root: 'src-main/contract',
    extensions: TS,
    folders: [],
    types: [],
    packages: ['zod', '@orpc/contract'],
    builtins: [],
  },
  {
    name: 'domain',
    root: 'src-main/domain',
    extensions: TS,
    folders: [],
    types: ['contract'],
    packages: [],
    builtins: [],
  },
  {
    name: 'protocols',
    root: 'src-main/protocols',
    extensions: TS,
    folders: ['domain'],
    types: ['contract'],
    packages: [],
    builtins: [],
  },
  {
    name: 'net',
    root: 'src-main/net',
    extensions: TS,
    folders: ['protocols', 'domain', 'contract'],
    types: [],
    packages: [],
    builtins: ['node:net', 'node:tls', 'node:http', 'node:zlib'],
  },
  {
    name: 'storage',
    root: 'src-main/storage',
    extensions: TS,
    folders: ['domain', 'contract'],
    types: [],
    packages: ['kysely', 'mysql2'],
    builtins: [
      'node:sqlite',
      'node:worker_threads',
      'node:fs',
      'node:fs/promises',
      'node:path',
      'node:url',
      'node:perf_hooks',
    ],
  },
  {
    name: 'engine',
    root: 'src-main/engine',
    extensions: TS,
    folders: ['contract', 'domain', 'protocols', 'net', 'storage'],
    types: [],
    packages: [],
    builtins: ENGINE_BUILTINS,
  },
  {
    name: 'rpc',
    root: 'src-main/rpc',
    extensions: TS,
    folders: ['contract'],
    types: ['engine'],
    packages: ['@orpc/server', '@orpc/openapi', '@orpc/zod', '@orpc/json-schema', 'ws'],
    builtins: [
      'node:http',
      'node:crypto',
      'node:fs',
      'node:fs/promises',
      'node:path',
      'node:stream',
      'node:url',
      'node:worker_threads',
    ],
  },
  {
    name: 'preload',
    root: 'src-main/preload',
    extensions: TS,
    folders: ['contract'],
    types: [],
    packages: ['electron'],
    builtins: [],
  },
  {
    name: 'shell',
    root: 'src-main/shell',
    extensions: TS,
    folders: ['engine', 'rpc', 'contract'],
    types: [],
    packages: ['electron'],
    builtins: ['node:fs', 'node:fs/promises', 'node:path', 'node:url', 'node:crypto'],
  },
  {
    name: 'index.ts',
    root: 'src-main',
    files: ['src-main/index.ts'],
    extensions: TS,
    folders: ['shell', 'engine', 'rpc', 'contract'],
    types: [],
    packages: [],
    builtins: ['node:path', 'node:url'],
  },
  {
    name: 'headless.ts',
    root: 'src-main',
    files: ['src-main/headless.ts'],
    extensions: TS,
    folders: ['engine', 'rpc', 'contract'],
    types: [],
    packages: [],
    builtins: ENGINE_BUILTINS,
  },
  {
    name: 'renderer',
    root: 'src-renderer',
    extensions: VUE,
    folders: ['contract'],
    types: [],
    packages: [...UI_PACKAGES, '@fontsource-variable/inter', '@fontsource-variable/jetbrains-mono'],
    builtins: [],
  },
  {
    name: 'renderer/rpc',
    root: 'src-renderer/rpc',
    extensions: VUE,
    folders: ['contract'],
    types: [],
    packages: [...UI_PACKAGES, '@orpc/client', '@orpc/contract'],
    builtins: [],
  },
  {
    name: 'renderer/charts',
    root: 'src-renderer/charts',
    extensions: VUE,
    folders: ['contract'],
    types: [],
    packages: [...UI_PACKAGES, 'echarts'],
    builtins: [],
  },
  {
    name: 'renderer/ui',
    root: 'src-renderer/ui',
    extensions: VUE,
    folders: ['contract'],
    types: [],
    packages: [...UI_PACKAGES, 'reka-ui'],
    builtins: [],
  },
]

/** What a test beside the code may import besides what its folder may. */
export const TEST_EXTRA = {
  packages: ['vitest', 'fast-check', '@vue/test-utils', 'axe-core'],
  builtins: /** any module of Node */ true,
  /** Folders at the root of the repository. */
  rootFolders: ['test'],
}
