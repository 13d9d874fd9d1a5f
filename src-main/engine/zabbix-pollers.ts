import type { ConsolesService } from './consoles-service.ts'
import { ZabbixPoller, type ZabbixPollerOptions } from './zabbix-poller.ts'

export interface ZabbixPollersOptions extends ZabbixPollerOptions {
  readonly consoles: Pick<ConsolesService, 'id' | 'isShared'>
}

/** A poller for each enabled passive proxy that no other console asks, and none for the others. */
export class ZabbixPollers {
  readonly #options: ZabbixPollersOptions
  readonly #pollers = new Map<number, { readonly poller: ZabbixPoller; readonly target: string }>()
  readonly #stopping = new Set<Promise<void>>()
  #isRunning = false

  constructor(options: ZabbixPollersOptions) {
    this.#options = options
  }

  start(): void {
    this.#isRunning = true
    this.refresh()
  }

  async stop(): Promise<void> {
    this.#isRunning = false
    for (const id of [...this.#pollers.keys()]) this.#end(id)
    await Promise.all(this.#stopping)
  }

  /** The proxies, or what they are told, have changed. */
  refresh(): void {
    if (!this.#isRunning) return
    const { consoles } = this.#options
    const wanted = new Map(
      [...this.#options.inventory.proxies]
        .filter(({ mode, enabled }) => mode === 'passive' && enabled)
        .filter(({ pollerId }) => !consoles.isShared || pollerId === undefined || pollerId === consoles.id)
        .map((proxy) => [proxy.id, JSON.stringify([proxy.address, proxy.port, proxy.tls])]),
    )
    for (const [id, { target }] of [...this.#pollers]) if (wanted.get(id) !== target) this.#end(id)
    for (const [id, target] of wanted) {
      const known = this.#pollers.get(id)
      if (known !== undefined) known.poller.wake()
      else this.#begin(id, target)
    }
  }

  #begin(id: number, target: string): void {
    const poller = new ZabbixPoller(id, this.#options)
    this.#pollers.set(id, { poller, target })
    // The last one to the same proxy has ended its dialogue first: two would steal each other's rows.
    void Promise.all(this.#stopping).then(() => poller.start())
  }

  #end(id: number): void {
    const ended = this.#pollers.get(id)?.poller.stop() ?? Promise.resolve()
    this.#pollers.delete(id)
    const stopping = ended.finally(() => this.#stopping.delete(stopping))
    this.#stopping.add(stopping)
  }
}
