import type { SeriesName } from '../../../src-main/contract/index.ts'
import { saveFile } from '../../charts/export-file.ts'
import { useText } from '../../i18n/use-text.ts'
import { useRpc } from '../../rpc/client.ts'
import { useToasts } from '../../ui/toasts.ts'
import { useBoard } from './use-board.ts'

/** The largest board there can be is far below. */
const MAX_FILE_BYTES = 900_000
const NAMED = 3

export interface BoardFiles {
  /** Hands out the shown board as a file. Rejects with what the console says. */
  save(): Promise<void>
  /** Makes a board of a file and shows it; says what is wrong with it, or what it lacks. */
  load(file: File): Promise<void>
}

export function useBoardFiles(): BoardFiles {
  const { client } = useRpc()
  const board = useBoard()
  const toasts = useToasts()
  const { t } = useText()

  async function read(file: File): Promise<unknown> {
    if (file.size > MAX_FILE_BYTES) return undefined
    try {
      return JSON.parse(await file.text()) as unknown
    } catch {
      return undefined
    }
  }

  function missingWords(missing: readonly SeriesName[]): string {
    const names = missing.slice(0, NAMED).map(({ host, metric }) => `${host} ${metric}`)
    return t('graphs.importedPart', {
      count: missing.length,
      names: names.join(', ') + (missing.length > NAMED ? ', …' : ''),
    })
  }

  return {
    async save() {
      if (board.id === null) return
      await board.flush()
      const content = await client.boards.exportFile({ id: board.id })
      const text = `${JSON.stringify(content, null, 2)}\n`
      const safe = content.name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').replaceAll(/^-+|-+$/gu, '')
      saveFile(`${safe === '' ? 'board' : safe}.board.json`, new Blob([text], { type: 'application/json' }))
    },
    async load(file) {
      const content = await read(file)
      if (content === undefined) {
        toasts.say(t('graphs.notJson', { name: file.name }))
        return
      }
      await toasts.attempt(async () => {
        await board.flush()
        const { board: made, missing } = await client.boards.importFile({ file: content })
        board.put(made)
        toasts.say(missing.length === 0 ? t('graphs.imported', { name: made.name }) : missingWords(missing))
      })
    },
  }
}
