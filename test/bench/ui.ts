import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * What a person feels, in Chromium: runs every part in `test/bench/ui/` that
 * has a `run`, or those that `BENCH_PARTS` names (`top,graphs`). Needs a build.
 */
export async function run(): Promise<void> {
  const directory = join(import.meta.dirname, 'ui')
  const wanted = process.env['BENCH_PARTS']?.split(',')
  const parts = readdirSync(directory)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
    .filter((part) => wanted?.includes(part) ?? true)
  for (const part of parts) {
    const module = (await import(`./ui/${part}.ts`)) as { run?: () => Promise<void> }
    await module.run?.()
  }
}
