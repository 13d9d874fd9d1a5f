import type { Dirent, Stats } from 'node:fs'
import { lstat, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ScannedDirectory, SkippedEntry } from '../../contract/index.ts'
import { PLUGIN_LIMITS } from '../../protocols/scope-plugin/limits.ts'

export interface FoundSocket {
  readonly path: string
  /** Another one when the file has been made anew. */
  readonly mark: string
}

export interface ScanResult {
  /** By path. */
  readonly sockets: readonly FoundSocket[]
  /** The directories that were asked for, and every one below. */
  readonly directories: readonly Omit<ScannedDirectory, 'isWatched'>[]
  readonly skipped: readonly SkippedEntry[]
  readonly skippedTotal: number
}

const KEPT_SKIPPED = 100

class Scan {
  readonly sockets: FoundSocket[] = []
  readonly directories: Omit<ScannedDirectory, 'isWatched'>[] = []
  readonly skipped: SkippedEntry[] = []
  skippedTotal = 0
  /** Device and number of each directory that was entered: a loop of links ends here. */
  readonly #entered = new Set<string>()
  readonly #known = new Set<string>()
  #entries = 0

  async enter(path: string, depth: number): Promise<void> {
    const own = { path, state: 'ok' as const, message: '', sockets: 0 }
    let entries: Dirent[]
    try {
      const stats = await stat(path)
      const mark = `${stats.dev}:${stats.ino}`
      if (this.#entered.has(mark)) {
        this.#skip(path, 'link-loop')
        return
      }
      this.#entered.add(mark)
      entries = await readdir(path, { withFileTypes: true })
    } catch (error) {
      this.directories.push({ ...own, ...failureOf(error, path) })
      return
    }
    const index = this.directories.push(own) - 1
    let sockets = 0
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (++this.#entries > PLUGIN_LIMITS.entriesPerScan) {
        this.#skip(path, 'too-many')
        break
      }
      sockets += await this.#look(join(path, entry.name), entry, depth)
    }
    this.directories[index] = { ...own, sockets }
  }

  /** @returns how many sockets it is: one or none */
  async #look(path: string, entry: Dirent, depth: number): Promise<0 | 1> {
    if (entry.isDirectory()) return this.#enterDeeper(path, depth)
    if (!entry.isSocket() && !entry.isSymbolicLink()) return this.#skip(path, 'not-a-socket')
    let stats: Stats
    try {
      stats = await stat(path)
    } catch (error) {
      if (!entry.isSymbolicLink()) return this.#skip(path, 'failed')
      return this.#skip(path, codeOf(error) === 'ELOOP' ? 'link-loop' : await danglingOf(path))
    }
    if (stats.isDirectory()) return this.#enterDeeper(path, depth)
    if (!stats.isSocket()) return this.#skip(path, 'not-a-socket')
    // Two ways to one socket are one plugin.
    const mark = `${stats.dev}:${stats.ino}:${stats.mtimeMs}`
    if (this.#known.has(mark)) return 0
    this.#known.add(mark)
    this.sockets.push({ path, mark })
    return 1
  }

  async #enterDeeper(path: string, depth: number): Promise<0> {
    if (depth >= PLUGIN_LIMITS.directoryDepth) return this.#skip(path, 'too-deep')
    await this.enter(path, depth + 1)
    return 0
  }

  #skip(path: string, reason: SkippedEntry['reason']): 0 {
    this.skippedTotal++
    // That there is more than is looked at matters more than any entry.
    if (reason === 'too-many') this.skipped.unshift({ path, reason })
    else this.skipped.push({ path, reason })
    if (this.skipped.length > KEPT_SKIPPED) this.skipped.pop()
    return 0
  }
}

/**
 * Every unix socket in the directories and below them (seed document:
 * "recursively"). Links are followed, each directory is entered once. What
 * cannot be read is named, and the rest is found all the same.
 */
export async function scanForSockets(directories: readonly string[]): Promise<ScanResult> {
  const scan = new Scan()
  for (const directory of directories) await scan.enter(directory, 0)
  const { directories: seen, skipped, skippedTotal } = scan
  const sockets = [...scan.sockets].sort((a, b) => (a.path < b.path ? -1 : 1))
  return { sockets, directories: seen, skipped, skippedTotal }
}

function failureOf(error: unknown, path: string): { state: ScannedDirectory['state']; message: string } {
  switch (codeOf(error)) {
    case 'ENOENT':
      return { state: 'missing', message: 'This directory does not exist yet. It is looked for every 5 s.' }
    case 'EACCES':
    case 'EPERM':
      return {
        state: 'denied',
        message:
          'The console may not read this directory. Its user needs the rights to read and to enter it.',
      }
    case 'ENOTDIR':
      return { state: 'failed', message: 'This is no directory.' }
    default:
      return { state: 'failed', message: error instanceof Error ? error.message : `${path} cannot be read.` }
  }
}

/** A link that leads nowhere, or one that may not be followed. */
async function danglingOf(path: string): Promise<SkippedEntry['reason']> {
  return lstat(path).then(
    () => 'dangling-link' as const,
    () => 'failed' as const,
  )
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
