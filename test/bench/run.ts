import { readdirSync } from 'node:fs'
import { buildSources } from '../../build/prepare.mjs'

/** `npm run bench -- NAME`: builds the program as it ships and runs `test/bench/NAME.ts`, which prints a JSON line a metric. */
const names = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && entry.name !== 'run.ts')
  .map(({ name }) => name.slice(0, -'.ts'.length))
const name = process.argv[2] ?? ''

if (names.includes(name)) {
  await buildSources()
  const { run } = (await import(`./${name}.ts`)) as { run: () => Promise<void> }
  await run()
} else {
  process.stderr.write(`Usage: npm run bench -- NAME, where NAME is one of: ${names.join(', ')}\n`)
  process.exitCode = 2
}
