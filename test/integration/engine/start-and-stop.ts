/**
 * Starts and stops an engine in the way that its argument names, then prints
 * what is left of it. Ends by itself, or the test that runs it does not.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEngine } from '../../../src-main/engine/engine.ts'
import { BUILT_THREADS } from '../../support/built.ts'

const way = process.argv[2]
const root = mkdtempSync(join(tmpdir(), 'scopedeck-test-'))
const file = join(root, 'file')
writeFileSync(file, '')
const engine = createEngine({
  dataDirectory: way === 'stop-while-away' ? join(file, 'data') : join(root, 'data'),
  threads: BUILT_THREADS,
  hostedBy: 'headless',
  version: '0.0.0-test',
  scopeport: { host: '127.0.0.1', port: 0 },
  zabbix: { host: '127.0.0.1', port: 0 },
  demoDirectory: join(import.meta.dirname, '../../../resources/demo'),
})
const { services } = engine

if (way === 'stop-at-once') {
  void engine.start()
  await engine.stop()
} else {
  await engine.start()
  if (way !== 'stop-while-away') {
    await services.collectl.add({ address: '127.0.0.1:1' })
    await services.demo.start()
    void services.settings.update({
      scopeport: { ...services.settings.current.scopeport, maxConnections: 5 },
    })
  }
  const stopped = engine.stop()
  if (way === 'stop-twice') await engine.stop()
  await stopped
}
rmSync(root, { recursive: true })
// The request whose end was the last thing awaited counts until its turn is over.
await new Promise((resolve) => setImmediate(resolve))
const mine = process.getActiveResourcesInfo().filter((kind) => !/^(Pipe|TTY)/.test(kind))
console.log(`stopped, left: ${mine.join(', ')}`)
