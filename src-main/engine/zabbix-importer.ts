import { Worker } from 'node:worker_threads'
import type { ReadExport } from '../formats/zabbix-export/read-export.ts'
import { ExpectedError } from './expected-error.ts'

export type ZabbixImport = ReadExport

type Answer =
  | { readonly ok: true; readonly read: ReadExport }
  | { readonly ok: false; readonly isExpected: boolean; readonly message: string }

/** A text that takes longer is made to take long. */
const LONGEST_MS = 60_000
const HEAP_MB = 512

/** Reads exports of Zabbix in a thread of their own. */
export class ZabbixImporter {
  readonly #workerUrl: URL

  constructor(workerUrl: URL) {
    this.#workerUrl = workerUrl
  }

  /** Rejects with `IMPORT_UNREADABLE` and the reason. */
  async read(text: string): Promise<ZabbixImport> {
    const worker = new Worker(this.#workerUrl, { resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } })
    let timer: NodeJS.Timeout | null = null
    try {
      const answer = await new Promise<Answer>((resolve, reject) => {
        worker.once('message', resolve)
        worker.once('error', (error) => reject(unreadable(`It could not be read: ${error.message}`)))
        worker.once('exit', () => reject(unreadable('Reading it ended before it was done.')))
        timer = setTimeout(() => reject(unreadable('It takes too long to read.')), LONGEST_MS)
        worker.postMessage(text)
      })
      if (answer.ok) return answer.read
      if (answer.isExpected) throw unreadable(answer.message)
      throw new Error(answer.message)
    } finally {
      if (timer !== null) clearTimeout(timer)
      await worker.terminate()
    }
  }
}

function unreadable(words: string): ExpectedError {
  return new ExpectedError('IMPORT_UNREADABLE', words)
}
