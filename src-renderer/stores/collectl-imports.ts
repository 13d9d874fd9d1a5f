import { defineStore } from 'pinia'
import type { CollectlImport } from '../../src-main/contract/index.ts'
import { useAsyncView } from '../composables/use-async-view.ts'
import { useRpc } from '../rpc/client.ts'

/** Bytes of one part of a file; in base64 they stay below the contract's limit. */
const PART_BYTES = 384 * 1024

/** Files that collectl recorded, on their way onto the timeline. */
export const useCollectlImports = defineStore('collectl-imports', () => {
  const { client } = useRpc()
  const view = useAsyncView<readonly CollectlImport[]>({
    read: () => client.collectlImports.list(),
    isEmpty: (imports) => imports.length === 0,
    topics: ['collectlImports'],
  })

  /** Hands a file of this window over, part by part, and has it imported. */
  async function importFile(
    file: File,
    host: string | undefined,
    onSent: (bytes: number) => void,
  ): Promise<CollectlImport> {
    const { upload } = await client.collectlImports.upload({ file: file.name, bytes: file.size })
    for (let start = 0; start < file.size; start += PART_BYTES) {
      const part = await base64Of(file.slice(start, start + PART_BYTES))
      const { bytes } = await client.collectlImports.uploadPart({ upload, part })
      onSent(bytes)
    }
    const begun = await client.collectlImports.uploaded(host === undefined ? { upload } : { upload, host })
    void view.read()
    return begun
  }

  async function andRead(command: Promise<CollectlImport>): Promise<CollectlImport> {
    const result = await command
    void view.read()
    return result
  }

  return {
    ...view,
    importFile,
    importPath: (path: string, host: string | undefined) =>
      andRead(client.collectlImports.start(host === undefined ? { path } : { path, host })),
    cancel: (id: number) => andRead(client.collectlImports.cancel({ id })),
  }
})

async function base64Of(part: Blob): Promise<string> {
  const bytes = new Uint8Array(await part.arrayBuffer())
  let text = ''
  for (let start = 0; start < bytes.length; start += 8_192)
    text += String.fromCharCode(...bytes.subarray(start, start + 8_192))
  return btoa(text)
}
