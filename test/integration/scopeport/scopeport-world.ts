import type { EngineOptions } from '../../../src-main/engine/options.ts'
import type { Login, Series } from '../../../src-main/contract/index.ts'
import { RawClient } from '../../support/raw-client.ts'
import { startTestEngine, type TestEngine } from '../../support/test-engine.ts'

/** A host as an agent knows it: the number and the password that the console showed. */
export interface Agent {
  readonly id: number
  readonly password: string
}

export const BLACKLISTED = 'Closing connection (Reason: Blacklisted)'
export const LOGIN_INCORRECT = 'Closing connection (Reason: Login incorrect)'
export const NOT_STORED = 'Closing connection (Reason: Could not accept and store your data.)'

/** A console with a ScopePort listener on a free port, and what a test asks of it. */
export class ScopePortWorld {
  readonly console: TestEngine

  constructor(running: TestEngine) {
    this.console = running
  }

  static async start(options: Partial<EngineOptions> = {}): Promise<ScopePortWorld> {
    return new ScopePortWorld(
      await startTestEngine({ scopeport: { host: '127.0.0.1', port: 0 }, ...options }),
    )
  }

  get services(): TestEngine['services'] {
    return this.console.services
  }

  get port(): number {
    return this.services.scopeport.listener.port
  }

  connect(localAddress = '127.0.0.1'): RawClient {
    return new RawClient({ port: this.port, localAddress })
  }

  async addHost(name: string): Promise<Agent> {
    const { id, password } = await this.services.hosts.create(name)
    return { id, password }
  }

  /** One transaction at once; gives every byte that came back. */
  send({ id, password }: Agent, name: string, value: string, localAddress?: string): Promise<string> {
    return this.connect(localAddress).send(`${id},login,${password}\n${id},${name},${value}\n`).all()
  }

  series(metric: string): Series | undefined {
    return this.services.series.list({ limit: 1_000 }).find((one) => one.metric === metric)
  }

  /** Values of a series as the database has them. */
  async stored(metric: string): Promise<(number | null)[]> {
    const { id } = this.series(metric) ?? { id: 0 }
    const to = Date.now() + 60_000
    return (await this.services.series.samples(id, { from: 0, to, maxPoints: 20_000 })).v
  }

  async logins(): Promise<readonly Login[]> {
    return this.services.journal.list({ limit: 1_000 })
  }

  async restart(options: Partial<EngineOptions> = {}): Promise<ScopePortWorld> {
    return new ScopePortWorld(await this.console.restart(options))
  }

  dispose(): Promise<void> {
    return this.console.dispose()
  }
}
