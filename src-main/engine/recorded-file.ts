import { type ChildProcess, spawn } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { mkdtemp, open, rm, stat, symlink } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { createGunzip } from 'node:zlib'
import { type RecordedBeginning, recordedBeginning } from '../protocols/collectl/plot-file.ts'
import { INSTALL_COMMAND } from '../protocols/collectl/server-command.ts'
import { ExpectedError } from './expected-error.ts'

/** A file that collectl recorded, and what it is. */
export interface RecordedFile extends RecordedBeginning {
  readonly path: string
  readonly isCompressed: boolean
  readonly sizeBytes: number
  /** The host that its name begins with, as collectl names files. */
  readonly hostInName: string | null
}

/** The header is some 1.5 KB; a machine with hundreds of disks names them all in it. */
const SNIFFED_BYTES = 131_072
const GZIP = [0x1f, 0x8b]
const NAME = /^([A-Za-z0-9_.-]+?)-\d{8}(?:-\d{6})?\.[a-z.]+$/
const KEPT_WORDS = 2_000

/** @throws ExpectedError IMPORT_FAILED when it is not there or nothing that collectl records */
export async function recordedFile(path: string): Promise<RecordedFile> {
  const whole = resolve(path)
  try {
    const { size, isFile } = await stat(whole).then((found) => ({ size: found.size, isFile: found.isFile() }))
    if (!isFile) throw failed(`${whole} is no file.`)
    const handle = await open(whole)
    const head = Buffer.alloc(2)
    await handle.read(head, 0, 2, 0).finally(() => handle.close())
    const isCompressed = head[0] === GZIP[0] && head[1] === GZIP[1]
    const found = recordedBeginning(await beginningOf(whole, isCompressed))
    if (found === null) {
      throw failed(
        `${basename(whole)} is neither a raw file nor a plot file of collectl: there is no record and no “#Date Time” line at its beginning.`,
      )
    }
    const hostInName = NAME.exec(basename(whole))?.[1] ?? null
    return { path: whole, isCompressed, sizeBytes: size, hostInName, ...found }
  } catch (error) {
    if (error instanceof ExpectedError) throw error
    throw failed(`${whole} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

async function beginningOf(path: string, isCompressed: boolean): Promise<string> {
  const file = createReadStream(path)
  const stream = isCompressed ? file.pipe(createGunzip()) : file
  let text = ''
  try {
    for await (const bytes of stream as AsyncIterable<Buffer>) {
      text += bytes.toString('latin1')
      if (text.length >= SNIFFED_BYTES) break
    }
  } finally {
    file.destroy()
  }
  return text
}

/**
 * The plot lines of a plot file, piece by piece.
 *
 * @param onRead told how many bytes of the file have been read
 */
export async function* plotBytes(
  { path, isCompressed }: RecordedFile,
  onRead: (bytes: number) => void,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  const file = createReadStream(path, { signal })
  let bytesRead = 0
  file.on('data', (bytes) => onRead((bytesRead += bytes.length)))
  if (!isCompressed) {
    yield* file as AsyncIterable<Buffer>
    return
  }
  const unzipped = createGunzip()
  file.on('error', (error) => unzipped.destroy(error))
  yield* file.pipe(unzipped) as AsyncIterable<Buffer>
}

/**
 * The plot lines of a raw file, as collectl itself plays it back: its kernel
 * counters are its own business. It takes patterns in place of names, so it is
 * given a plain name that leads to the file, and that begins with the host of
 * the header, because it takes no other.
 *
 * @throws ExpectedError COLLECTL_NOT_INSTALLED, IMPORT_FAILED with collectl's words
 */
export async function* playedBack(
  { path, isCompressed, subsystems, host }: RecordedFile,
  directory: string,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  const folder = await mkdtemp(join(directory, 'raw-'))
  const plainHost = /^[\w.-]+$/.test(host ?? '') ? host : 'unknown'
  const link = join(folder, `${plainHost}-20000101-000000.raw${isCompressed ? '.gz' : ''}`)
  let child: ChildProcess | null = null
  try {
    await symlink(path, link)
    const args = ['-p', link, '-P', '-oUm', ...(subsystems === null ? [] : [`-s${subsystems}`])]
    child = spawn('collectl', args, { stdio: ['ignore', 'pipe', 'pipe'], signal })
    const ended = endOf(child)
    let words = ''
    child.stderr?.on('data', (bytes: Buffer) => (words = (words + bytes.toString()).slice(-KEPT_WORDS)))
    if (child.stdout !== null) yield* child.stdout as AsyncIterable<Buffer>
    const { code, error } = await ended
    if (error === 'ENOENT') {
      throw new ExpectedError(
        'COLLECTL_NOT_INSTALLED',
        `A raw file is read by collectl itself, which is not installed on this machine. Install it with: ${INSTALL_COMMAND}`,
      )
    }
    if (code !== 0)
      throw failed(`collectl could not play the file back: ${words.trim() || `exit code ${code}`}`)
  } finally {
    child?.kill()
    await rm(folder, { recursive: true, force: true })
  }
}

function endOf(child: ChildProcess): Promise<{ code: number | null; error: unknown }> {
  return new Promise((done) => {
    child.once('error', (error) => done({ code: null, error: 'code' in error ? error.code : error.message }))
    child.once('close', (code) => done({ code, error: null }))
  })
}

function failed(words: string): ExpectedError {
  return new ExpectedError('IMPORT_FAILED', words)
}
