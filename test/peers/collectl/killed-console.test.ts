import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { Run } from '../../../src-main/contract/index.ts'
import { ConsoleDirectory } from '../../support/console-process.ts'
import { COLLECTL, describeNeeding, IP, ROOT, SSH, SSHD } from '../../support/needs.ts'
import { type Machine, SshMachines } from '../../support/ssh-machines.ts'

const INTERVAL_MS = 1_000
/** What a busy machine may need to be scheduled at all. */
const SLACK_MS = 1_500

let machines: SshMachines
let all: readonly Machine[]
let directory: ConsoleDirectory

async function call(method: string, path: string, body?: unknown): Promise<unknown> {
  const { url, token } = directory.runtime.http
  const response = await fetch(`${url}/api${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return response.json()
}

/** Another process has it: it is asked until it is so. */
async function runThat(isReached: (run: Run) => boolean, id: number): Promise<Run> {
  for (;;) {
    const run = (await call('GET', `/collectl/runs/${id}`)) as Run
    if (isReached(run)) return run
    await pause(100)
  }
}

const isStreaming = ({ machines: each }: Run): boolean => each.every(({ state }) => state === 'streaming')
const left = (): number[] => all.flatMap((machine) => machine.collectls())

describeNeeding([COLLECTL, SSHD, SSH, IP, ROOT], 'a console that is killed in the middle of a run', () => {
  beforeAll(async () => {
    machines = new SshMachines()
    all = await Promise.all([machines.start('tunnelled'), machines.start('direct', { network: true })])
    directory = new ConsoleDirectory()
  })

  afterEach(() => directory.dispose())
  afterAll(() => machines.dispose())

  it('leaves no collectl behind after two intervals, and says at its next start what became of the run', async () => {
    const first = await directory.on('--ssh-config', machines.configFile)
    await call('PUT', '/collectl/listener', { port: 0 })
    const started = (await call('POST', '/collectl/runs', {
      hosts: ['tunnelled', 'direct', 'local'],
      subsystems: 'cdnm',
      intervalSeconds: INTERVAL_MS / 1_000,
      name: 'Cut off',
    })) as Run
    const run = await runThat(isStreaming, started.id)
    expect(run.machines.map(({ via }) => via)).toEqual(['tunnel', 'direct', 'local'])
    const here = run.machines[2]?.pid ?? 0
    expect(left()).toHaveLength(2)

    await first.stop('SIGKILL')
    await pause(2 * INTERVAL_MS + SLACK_MS)
    expect(left()).toEqual([])
    expect(() => process.kill(here, 0)).toThrow('ESRCH')

    await directory.on('--ssh-config', machines.configFile)
    const known = (await call('GET', `/collectl/runs/${started.id}`)) as Run
    expect(known).toMatchObject({ name: 'Cut off', state: 'ended' })
    expect(known.machines.map(({ state }) => state)).toEqual(['lost', 'lost', 'lost'])
    expect(known.machines[0]?.detail).toContain('The console was cut off during this run.')
    const again = (await call('POST', '/collectl/runs', { name: 'Cut off' })) as Run
    expect(await runThat(isStreaming, again.id)).toMatchObject({ hosts: started.hosts })
  })
})
