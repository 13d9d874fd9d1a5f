import { randomUUID } from 'node:crypto'
import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { ExpectedError } from './expected-error.ts'

interface Upload {
  readonly folder: string
  readonly path: string
  readonly wantedBytes: number
  bytes: number
}

const UPLOADS_AT_ONCE = 8

/** Files that a window hands over, part by part, because the console may not see its disk. */
export class ImportUploads {
  readonly #directory: string
  readonly #uploads = new Map<string, Upload>()

  constructor(directory: string) {
    this.#directory = directory
  }

  async begin({ file, bytes }: { file: string; bytes: number }): Promise<{ upload: string }> {
    // A window that was closed in the middle must not keep others from theirs.
    const oldest = this.#uploads.size >= UPLOADS_AT_ONCE ? [...this.#uploads.keys()][0] : undefined
    if (oldest !== undefined) await this.forget(oldest)
    const upload = randomUUID()
    const folder = join(this.#directory, upload)
    const path = join(folder, basename(file.replaceAll('\\', '/')).replace(/[^\w.-]/g, '_') || 'file')
    await mkdir(folder, { recursive: true })
    await writeFile(path, '')
    this.#uploads.set(upload, { folder, path, wantedBytes: bytes, bytes: 0 })
    return { upload }
  }

  async append({ upload, part }: { upload: string; part: string }): Promise<{ bytes: number }> {
    const found = this.#find(upload)
    const bytes = Buffer.from(part, 'base64')
    if (found.bytes + bytes.length > found.wantedBytes)
      throw new ExpectedError('IMPORT_FAILED', 'More came of this file than was announced.')
    found.bytes += bytes.length
    try {
      await appendFile(found.path, bytes)
    } catch (error) {
      await this.forget(upload)
      const words = error instanceof Error ? error.message : String(error)
      throw new ExpectedError('IMPORT_FAILED', `The console cannot keep this file: ${words}`)
    }
    return { bytes: found.bytes }
  }

  /** Where the whole file lies. @throws ExpectedError IMPORT_FAILED when a part is missing */
  whole(upload: string): string {
    const { path, bytes, wantedBytes } = this.#find(upload)
    if (bytes !== wantedBytes)
      throw new ExpectedError('IMPORT_FAILED', `Only ${bytes} of ${wantedBytes} bytes of this file came.`)
    return path
  }

  async forget(upload: string): Promise<void> {
    const found = this.#uploads.get(upload)
    this.#uploads.delete(upload)
    if (found !== undefined) await rm(found.folder, { recursive: true, force: true })
  }

  /** What a console that was cut off left behind goes as well. */
  async clear(): Promise<void> {
    this.#uploads.clear()
    // Where there can be no directory, nothing was left behind in it.
    await rm(this.#directory, { recursive: true, force: true }).catch(() => undefined)
  }

  #find(upload: string): Upload {
    const found = this.#uploads.get(upload)
    if (found === undefined)
      throw new ExpectedError('NOT_FOUND', 'This file is not being handed over any more.')
    return found
  }
}
