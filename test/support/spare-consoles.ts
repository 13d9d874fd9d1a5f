import { startConsole, type RunningConsole } from './console.ts'

/**
 * Consoles for the tests of one worker, each new and empty: while a test runs,
 * the console of the next one starts, and the one before stops.
 */
export class SpareConsoles {
  #next: Promise<RunningConsole | null> | null = null
  readonly #stopping = new Set<Promise<unknown>>()

  async take(): Promise<RunningConsole> {
    // One that did not start beside a busy test gets another chance, which tells why it fails.
    const taken = (await this.#next) ?? (await startConsole())
    this.#next = startConsole().catch(() => null)
    return taken
  }

  giveBack(console: RunningConsole): void {
    const stopped = console.stop().finally(() => this.#stopping.delete(stopped))
    this.#stopping.add(stopped)
  }

  /** Stops what was started for nobody, and waits for all others. */
  async end(): Promise<void> {
    const spare = await this.#next
    await Promise.all([spare?.stop(), ...this.#stopping])
  }
}
