import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createCollectlSession } from '../../src-main/protocols/collectl/session.ts'

/** Values a second that one session reads, by format: JSON lines, from recordings of the real program. */
const FIXTURES = fileURLToPath(new URL('../fixtures/collectl/', import.meta.url))
const FILES = ['lexpr-all', 'lexpr-scdnm', 'plot-scdnmCDN', 'brief-oD', 'verbose-scdnm']
const RUN_MS = 1_500
const CHUNK_BYTES = 16_384

const available = new Set(readdirSync(FIXTURES))
for (const name of FILES.filter((file) => available.has(`${file}.raw`))) {
  const bytes = readFileSync(`${FIXTURES}${name}.raw`)
  let values = 0
  let now = Date.now()
  const session = createCollectlSession({ connectedAt: now })
  const start = performance.now()
  while (performance.now() - start < RUN_MS) {
    now += 1_000
    for (let offset = 0; offset < bytes.length; offset += CHUNK_BYTES) {
      for (const effect of session.receive(bytes.subarray(offset, offset + CHUNK_BYTES), now)) {
        if (effect.kind === 'publish' && effect.event.kind === 'record')
          values += effect.event.readings.length
      }
    }
  }
  const seconds = (performance.now() - start) / 1_000
  console.log(
    JSON.stringify({ bench: 'collectl-parse', fixture: name, valuesPerSecond: Math.round(values / seconds) }),
  )
}
