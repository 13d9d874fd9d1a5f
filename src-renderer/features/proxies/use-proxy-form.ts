import { computed, shallowRef } from 'vue'
import type { NewProxy, NewTls, Proxy, ProxyMode } from '../../../src-main/contract/index.ts'
import { useText } from '../../i18n/use-text.ts'
import { wordsOf } from '../../rpc/errors.ts'
import { useProxies } from '../../stores/proxies.ts'
import { useToasts } from '../../ui/toasts.ts'
import { newPsk } from './proxy-conf.ts'

/** The form behind "Add proxy…" and "Change…". A key that is known already is neither shown nor needed again. */
export function useProxyForm(proxy: () => Proxy | null, onDone: () => void) {
  const proxies = useProxies()
  const toasts = useToasts()
  const { t } = useText()
  const name = shallowRef('')
  const mode = shallowRef<ProxyMode>('active')
  const address = shallowRef('')
  const port = shallowRef('')
  const tls = shallowRef<NewTls['mode']>('none')
  const pskIdentity = shallowRef('')
  const psk = shallowRef('')
  const subject = shallowRef('')
  const issuer = shallowRef('')
  const error = shallowRef('')
  const isBusy = shallowRef(false)
  const keepsPsk = computed(() => proxy()?.tls.hasPsk === true && psk.value === '')
  const isReady = computed(() => {
    if (name.value.trim() === '') return false
    if (mode.value === 'passive' && address.value.trim() === '') return false
    return tls.value !== 'psk' || (pskIdentity.value.trim() !== '' && (psk.value !== '' || keepsPsk.value))
  })

  function begin(): void {
    const known = proxy()
    name.value = known?.name ?? ''
    mode.value = known?.mode ?? 'active'
    address.value = known?.mode === 'passive' ? (known.address ?? '') : ''
    port.value = known?.port === null || known === null ? '' : String(known.port)
    tls.value = known?.tls.mode ?? 'none'
    pskIdentity.value = known?.tls.pskIdentity ?? ''
    psk.value = ''
    subject.value = known?.tls.subject ?? ''
    issuer.value = known?.tls.issuer ?? ''
    error.value = ''
  }

  function makePsk(): void {
    psk.value = newPsk()
    if (pskIdentity.value === '') pskIdentity.value = `PSK ${name.value.trim()}`.trim()
  }

  function tlsOf(): NewTls {
    if (tls.value === 'psk')
      return {
        mode: 'psk',
        pskIdentity: pskIdentity.value.trim(),
        ...(psk.value.trim() === '' ? {} : { psk: psk.value.trim() }),
      }
    if (tls.value === 'cert')
      return { mode: 'cert', subject: subject.value.trim(), issuer: issuer.value.trim() }
    return { mode: 'none' }
  }

  async function submit(): Promise<void> {
    if (!isReady.value || isBusy.value) return
    isBusy.value = true
    error.value = ''
    const input: NewProxy = {
      name: name.value.trim(),
      mode: mode.value,
      tls: tlsOf(),
      ...(mode.value === 'passive' ? { address: address.value.trim() } : {}),
      ...(mode.value === 'passive' && port.value.trim() !== '' ? { port: Number(port.value) } : {}),
    }
    try {
      const known = proxy()
      if (known === null) await proxies.create(input)
      else await proxies.update(known.id, input)
      toasts.say(t(known === null ? 'proxies.added' : 'proxies.saved', { name: input.name }))
      onDone()
    } catch (cause) {
      error.value = wordsOf(cause).message
    } finally {
      isBusy.value = false
    }
  }

  return {
    name,
    mode,
    address,
    port,
    tls,
    pskIdentity,
    psk,
    subject,
    issuer,
    error,
    isBusy,
    keepsPsk,
    isReady,
    begin,
    makePsk,
    submit,
  }
}
