import { parentPort } from 'node:worker_threads'
import { readExport } from '../formats/zabbix-export/read-export.ts'

/** Reads exports beside the main thread: a large one takes seconds, and nothing else waits for it. */
parentPort?.once('message', (text: string) => {
  try {
    parentPort?.postMessage({ ok: true, read: readExport(text) })
  } catch (error) {
    const isExpected = error instanceof Error && error.name === 'UnreadableExport'
    const message = error instanceof Error ? error.message : String(error)
    parentPort?.postMessage({ ok: false, isExpected, message })
  }
})
