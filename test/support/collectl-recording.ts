import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { EpochMs } from '../../src-main/contract/index.ts'
import type { CollectlEvent, CollectlRecord } from '../../src-main/protocols/collectl/events.ts'
import { createCollectlSession } from '../../src-main/protocols/collectl/session.ts'
import type { Effect } from '../../src-main/protocols/session.ts'

/** What the real collectl 4.3.1 sent: NAME.raw the bytes, NAME.cmd its command, NAME.chunks when they came. */
const FOLDER = fileURLToPath(new URL('../fixtures/collectl/', import.meta.url))

export function recordingNames(): string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.raw'))
    .map((file) => file.slice(0, -'.raw'.length))
}

export function readRecording(name: string): Uint8Array {
  return new Uint8Array(readFileSync(`${FOLDER}${name}.raw`))
}

/** The bytes as they came, with the milliseconds since the connection was tried. */
export function readChunks(name: string): { readonly afterMs: number; readonly bytes: Uint8Array }[] {
  const bytes = readRecording(name)
  let offset = 0
  return readFileSync(`${FOLDER}${name}.chunks`, 'utf8')
    .split('\n')
    .map((line) => /^ *(\d+\.\d+) +(\d+)/.exec(line))
    .filter((match) => match !== null)
    .map(([, seconds, length]) => {
      const chunk = bytes.subarray(offset, offset + Number(length))
      offset += Number(length)
      return { afterMs: Math.round(Number(seconds) * 1_000), bytes: chunk }
    })
}

export function eventsOf(effects: readonly Effect<never, CollectlEvent>[]): CollectlEvent[] {
  return effects.flatMap((effect) => (effect.kind === 'publish' ? [effect.event] : []))
}

export function recordsOf(events: readonly CollectlEvent[]): CollectlRecord[] {
  return events.filter((event) => event.kind === 'record')
}

/** Everything that a session says about `pieces` that all come at `now`, and then a second of silence and the end. */
export function replay(pieces: readonly Uint8Array[], now: EpochMs): CollectlEvent[] {
  const session = createCollectlSession({ connectedAt: now })
  const effects = pieces.flatMap((bytes) => [...session.receive(bytes, now)])
  return eventsOf([...effects, ...session.tick(now + 1_000), ...session.end(now + 1_000)])
}

/** The values of a record by metric. */
export function valuesOf(record: CollectlRecord | undefined): Record<string, string | number | null> {
  return Object.fromEntries((record?.readings ?? []).map(({ metric, value }) => [metric, value]))
}
