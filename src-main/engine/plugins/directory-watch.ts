import { type FSWatcher, watch } from 'node:fs'

/** More directories than this are not watched; the scan every 5 s finds what changes there. */
const MOST_WATCHED = 1_000

/** Tells of changes in directories at once, where the system does. */
export class DirectoryWatch {
  readonly #onChange: () => void
  readonly #watchers = new Map<string, FSWatcher>()

  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  /** From now on these are watched and no others. */
  follow(paths: readonly string[]): void {
    const wanted = new Set(paths.slice(0, MOST_WATCHED))
    for (const path of [...this.#watchers.keys()]) if (!wanted.has(path)) this.#drop(path)
    for (const path of wanted) if (!this.#watchers.has(path)) this.#add(path)
  }

  isWatched(path: string): boolean {
    return this.#watchers.has(path)
  }

  stop(): void {
    for (const path of [...this.#watchers.keys()]) this.#drop(path)
  }

  #add(path: string): void {
    try {
      const watcher = watch(path, { persistent: false }, () => this.#onChange())
      watcher.on('error', () => {
        this.#drop(path)
        this.#onChange()
      })
      this.#watchers.set(path, watcher)
    } catch {
      // No right, no such directory, or no watches left: it is seen with the next scan.
    }
  }

  #drop(path: string): void {
    this.#watchers.get(path)?.close()
    this.#watchers.delete(path)
  }
}
