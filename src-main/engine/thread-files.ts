/** Where the threads of the console begin: a file each, found from the entry file of the program. */
export interface ThreadFiles {
  /** Both threads of the embedded database. */
  readonly sqlite: URL
  /** Reads Zabbix exports. */
  readonly importer: URL
  /** Reads large reports of plugins. */
  readonly reports: URL
  /** Reads large frames of Zabbix. */
  readonly frames: URL
}

/**
 * @param entry the address of the program's entry file: below `src-main` where
 *   it is TypeScript, beside the bundled threads where it is JavaScript
 */
export function threadFilesOf(entry: string): ThreadFiles {
  const isSource = entry.endsWith('.ts')
  const file = (source: string, bundled: string): URL => new URL(isSource ? source : bundled, entry)
  return {
    sqlite: file('./storage/sqlite/worker.ts', './sqlite-worker.js'),
    importer: file('./engine/import-worker.ts', './import-worker.js'),
    reports: file('./engine/plugins/parser-worker.ts', './plugin-parser.js'),
    frames: file('./engine/frame-worker.ts', './frame-worker.js'),
  }
}
