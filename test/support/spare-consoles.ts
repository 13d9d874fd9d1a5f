import { startConsole, type RunningConsole } from './console.ts'

/**
 * Consoles for the tests of one worker, each new and empty: while a test runs,
 * the console of the next one starts, and the one before stops.
 */
export class SpareConsoles {
  #next: Promise<RunningConsole> | null = null
  readonly #stopping = new Set<Promise<unknown>>()

  async take(): Promise<RunningConsole> {
    const taken = await (this.#next ?? startConsole())
    this.#next = startConsole()
    // Whoever takes it is told why it did not start.
    this.#next.catch(() => undefined)
    return taken
  }

  giveBack(console: RunningConsole): void {
    const stopped = console.stop().finally(() => this.#stopping.delete(stopped))
    this.#stopping.add(stopped)
  }

  /** Stops what was started for nobody, and waits for all others. */
  async end(): Promise<void> {
    const spare = await this.#next?.catch(() => null)
    await Promise.all([spare?.stop(), ...this.#stopping])
  }
}
