import { shallowRef } from 'vue'
import { CONTRACT_LIMITS, type ImportPreview, type LeftOut } from '../../../src-main/contract/index.ts'
import { useFormat } from '../../format/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { useRpc } from '../../rpc/client.ts'
import { wordsOf } from '../../rpc/errors.ts'

/** A file, what it would bring, what is chosen of it, and what came of it. */
export function useExportImport() {
  const { client } = useRpc()
  const { t } = useText()
  const format = useFormat()
  const text = shallowRef('')
  const fileName = shallowRef('')
  const preview = shallowRef<ImportPreview | null>(null)
  const chosen = shallowRef<ReadonlySet<string>>(new Set())
  const error = shallowRef('')
  const isBusy = shallowRef(false)
  const done = shallowRef<{ readonly leftOut: readonly LeftOut[] } | null>(null)

  function begin(): void {
    text.value = ''
    fileName.value = ''
    preview.value = null
    chosen.value = new Set()
    error.value = ''
    done.value = null
  }

  async function takeFile(file: File): Promise<void> {
    begin()
    fileName.value = file.name
    if (file.size > CONTRACT_LIMITS.importLength) {
      error.value = t('proxies.importTooLarge', {
        count: format.count(CONTRACT_LIMITS.importLength / 1_000_000),
      })
      return
    }
    isBusy.value = true
    try {
      text.value = await file.text()
      const found = await client.proxies.previewImport({ text: text.value })
      preview.value = found
      const hosts = found.hosts.filter(({ isTemplate }) => !isTemplate)
      // Of templates alone, each is what somebody wants.
      chosen.value = new Set((hosts.length > 0 ? hosts : found.hosts).map(({ host }) => host))
    } catch (cause) {
      error.value = wordsOf(cause).message
    } finally {
      isBusy.value = false
    }
  }

  function toggle(host: string): void {
    const next = new Set(chosen.value)
    if (!next.delete(host)) next.add(host)
    chosen.value = next
  }

  /** Gives the number of hosts that were taken over; null when it failed. */
  async function submit(proxyId: number | null, ontoHostId: number | undefined): Promise<number | null> {
    if (isBusy.value || preview.value === null || chosen.value.size === 0) return null
    isBusy.value = true
    error.value = ''
    try {
      const result = await client.proxies.importHosts({
        text: text.value,
        proxyId,
        hosts: [...chosen.value],
        ...(ontoHostId === undefined ? {} : { ontoHostId }),
      })
      done.value = result
      return result.hosts.length
    } catch (cause) {
      error.value = wordsOf(cause).message
      return null
    } finally {
      isBusy.value = false
    }
  }

  return { fileName, preview, chosen, error, isBusy, done, begin, takeFile, toggle, submit }
}
