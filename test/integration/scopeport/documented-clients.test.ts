import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Agent, ScopePortWorld } from './scopeport-world.ts'

const PAGE = readFileSync(new URL('../../../docs/protocols/scopeport.md', import.meta.url), 'utf8')
const PROGRAMS = { bash: ['bash', '-c'], python: ['python3', '-c'], perl: ['perl', '-e'] } as const

let world: ScopePortWorld
beforeAll(async () => {
  world = await ScopePortWorld.start()
  const { blacklist } = world.services.settings.current
  await world.services.settings.update({ blacklist: { ...blacklist, allow: ['127.0.0.1'] } })
})
afterAll(() => world.dispose())

/** The client of the page in this language, with the host and port of this test. */
function clientOf(language: string, { id, password }: Agent): string {
  const code = new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(PAGE)?.[1]
  if (code === undefined) throw new Error(`the page has no client in ${language}`)
  return code
    .replace('12201', String(world.port))
    .replace(/(?<=[ =(,])16(?=[ ,])/, String(id))
    .replace('secret', password)
}

function runClient(
  language: keyof typeof PROGRAMS,
  agent: Agent,
): Promise<{ code: number | null; error: string }> {
  const [program, flag] = PROGRAMS[language]
  const child = spawn(program, [flag, clientOf(language, agent)])
  let error = ''
  child.stderr.on('data', (text: Buffer) => (error += text.toString()))
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, error })))
}

describe.each(['bash', 'python', 'perl'] as const)('the documented client in %s', (language) => {
  const isInstalled = spawnSync(PROGRAMS[language][0], ['--version']).status === 0

  it.runIf(isInstalled)('sends the load, and says so when it is refused', async () => {
    const agent = await world.addHost(`speaks-${language}`)
    expect(await runClient(language, agent)).toEqual({ code: 0, error: '' })
    const found = world.services.series.list({ limit: 10, host: `speaks-${language}` })
    const load = found.find(({ metric }) => metric === 'cpu_load_average_1')
    expect(load?.lastValue).toBeTypeOf('number')
    const refused = await runClient(language, { ...agent, password: 'wrong' })
    expect(refused.code).not.toBe(0)
    expect(refused.error).toContain('Login incorrect')
  })
})
