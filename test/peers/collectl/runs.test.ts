import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { Run, RunMachine, RunMachineState } from '../../../src-main/contract/index.ts'
import type { EngineOptions } from '../../../src-main/engine/options.ts'
import { COLLECTL, describeNeeding, IP, ROOT, SSH, SSHD } from '../../support/needs.ts'
import { quietPort } from '../../support/quiet-port.ts'
import { type Machine, SshMachines } from '../../support/ssh-machines.ts'
import { startTestEngine, type TestEngine } from '../../support/test-engine.ts'

const PLAN = { subsystems: 'cdnm', intervalSeconds: 1 }
/** Two intervals, and half of one for a busy machine. */
const TWO_INTERVALS_MS = 2_500

let machines: SshMachines
let console_: TestEngine

const runs = () => console_.services.runs

/** Resolves when the run is as wanted. Waits for the console's own announcements and asks after each. */
async function until(id: number, isReached: (run: Run) => boolean): Promise<Run> {
  const end = new AbortController()
  const topics = console_.services.hub.topics(end.signal)
  try {
    for (;;) {
      const run = runs().get(id)
      if (isReached(run)) return run
      await Promise.race([topics.next(), new Promise((resolve) => setTimeout(resolve, 500))])
    }
  } finally {
    end.abort()
    await topics.return()
  }
}

function machineOf(run: Run, target: string): RunMachine {
  const machine = run.machines.find((one) => one.target === target)
  if (machine === undefined) throw new Error(`${target} is not in the run`)
  return machine
}

/** The first live frame of Top in which all of these machines have values. */
async function topOf(names: readonly string[]) {
  const end = new AbortController()
  const query = { columns: 'cpu,load', filter: `cpu>=0 host=${names.join(',')}` }
  try {
    for await (const { hosts, columns } of console_.services.top.live(query, end.signal)) {
      const valuesOf = (key: string) => columns.find((column) => column.key === key)?.v ?? []
      const [cpu, load] = [valuesOf('cpu'), valuesOf('load')]
      if (hosts.name.length === names.length)
        return hosts.name.map((name, row) => ({ name, cpu: cpu[row], load: load[row] }))
    }
    return []
  } finally {
    end.abort()
  }
}

const areAll =
  (state: RunMachineState) =>
  ({ machines: all }: Run): boolean =>
    all.every((machine) => machine.state === state)

async function stopAll(id: number): Promise<Run> {
  await runs().remove(id)
  return until(id, ({ state }) => state === 'ended')
}

describeNeeding([COLLECTL, SSHD, SSH, IP, ROOT], 'runs of the real collectl through the real sshd', () => {
  beforeAll(() => {
    machines = new SshMachines()
  })

  afterAll(() => machines.dispose())

  async function startConsole(options: Partial<EngineOptions> = {}): Promise<void> {
    console_ = await startTestEngine({ sshConfig: machines.configFile, ...options })
    // The console's own port may be taken on this machine.
    await console_.services.collectlListener.update({ port: 0 })
  }

  afterEach(() => console_.dispose())

  it('read five machines with networks of their own directly, and leave nothing there', async () => {
    await startConsole()
    const names = ['net1', 'net2', 'net3', 'net4', 'net5']
    const all = await Promise.all(names.map((name) => machines.start(name, { network: true })))
    expect(console_.services.collectlListener.view.state).toBe('off')
    const top = topOf(names)
    const { id } = await runs().start({ ...PLAN, hosts: names, name: 'Five machines' })
    const streaming = await until(
      id,
      (run) => areAll('streaming')(run) && run.machines.every(({ recordsTotal }) => recordsTotal >= 3),
    )
    expect(console_.services.collectlListener.view).toMatchObject({ state: 'listening', connections: 5 })
    for (const name of names) {
      expect(machineOf(streaming, name)).toMatchObject({
        via: 'direct',
        host: name,
        nameInStream: name,
        version: expect.stringMatching(/^4\.3\./) as string,
        format: 'lexpr',
        recordsDropped: 0,
      })
    }
    expect(
      runs()
        .table(id)
        .rows.map(({ values }) => typeof values[0]),
    ).toEqual(names.map(() => 'number'))
    // Top had each of them with the first of its values, and goes by what was measured.
    const rows = await top
    expect(rows.map(({ name }) => name)).toEqual(names)
    for (const { cpu, load } of rows) expect([typeof cpu, typeof load]).toEqual(['number', 'number'])
    const ended = await stopAll(id)
    for (const { state, endedAfterMs } of ended.machines) {
      expect(state).toBe('ended')
      expect(endedAfterMs).toBeLessThan(TWO_INTERVALS_MS)
    }
    expect(all.flatMap((machine) => machine.collectls())).toEqual([])
    expect(console_.services.collectlListener.view.state).toBe('off')

    // Its values stay, and it is started again by its name.
    const [series] = console_.services.series.list({ host: 'net3', search: 'cputotals.total', limit: 1 })
    const { v } = await console_.services.series.samples(series?.id ?? 0, { maxPoints: 100 })
    expect(v.length).toBeGreaterThanOrEqual(3)
    const again = await runs().start({ ...PLAN, name: 'Five machines' })
    expect(again.hosts).toEqual(names)
    await until(again.id, areAll('streaming'))
    await stopAll(again.id)
  })

  it('read machines behind one address through a tunnel each, and this machine without ssh', async () => {
    await startConsole()
    await Promise.all(['loop1', 'loop2'].map((name) => machines.start(name)))
    const { id } = await runs().start({ ...PLAN, hosts: ['local', 'loop1', 'root@loop2'] })
    const streaming = await until(id, areAll('streaming'))
    expect(streaming.machines.map(({ via, nameInStream }) => [via, nameInStream]).slice(1)).toEqual([
      ['tunnel', 'loop1'],
      ['tunnel', 'loop2'],
    ])
    expect(machineOf(streaming, 'local').via).toBe('local')
    // One machine is stopped by itself; the others go on.
    runs().stopMachine(id, 'loop1')
    const one = await until(id, (run) => machineOf(run, 'loop1').state === 'ended')
    expect(one.machines.map(({ state }) => state)).toEqual(['streaming', 'ended', 'streaming'])
    const ended = await stopAll(id)
    expect(ended.machines.map(({ state }) => state)).toEqual(['ended', 'ended', 'ended'])
    for (const { endedAfterMs } of ended.machines) expect(endedAfterMs).toBeLessThan(TWO_INTERVALS_MS)
  })

  it('use a tunnel where a firewall keeps collectl from the console', async () => {
    await startConsole()
    const walled = await machines.start('walled', { network: true })
    const port = await quietPort()
    await console_.services.collectlListener.update({ port })
    walled.wallOff(port)
    const { id } = await runs().start({ ...PLAN, hosts: ['walled'] })
    const run = await until(id, areAll('streaming'))
    expect(run.machines[0]?.via).toBe('tunnel')
    await stopAll(id)
    expect(walled.collectls()).toEqual([])
  })

  it('use a tunnel where the console listens on loopback alone', async () => {
    await startConsole()
    await machines.start('apart', { network: true })
    await console_.services.collectlListener.update({ host: '127.0.0.1' })
    const { id } = await runs().start({ ...PLAN, hosts: ['apart'] })
    const run = await until(id, areAll('streaming'))
    expect(run.machines[0]?.via).toBe('tunnel')
    await stopAll(id)
  })

  it('go through the jump hosts of the user’s own configuration', async () => {
    await startConsole()
    await machines.start('gate', { network: true })
    const vault = await machines.start('vault', { behind: 'gate' })
    const { id } = await runs().start({ ...PLAN, hosts: ['vault'] })
    const run = await until(id, areAll('streaming'))
    expect(run.machines[0]).toMatchObject({ host: 'vault', nameInStream: 'vault', via: 'tunnel' })
    await stopAll(id)
    expect(vault.collectls()).toEqual([])
  })

  it('say of each machine what is wrong with it', async () => {
    await startConsole()
    await machines.start('bare', { withoutCollectl: true })
    await machines.start('locked', { refusesKey: true })
    await machines.start('swapped', { strangeKey: true })
    await machines.start('tunnelless', { sshd: ['AllowTcpForwarding no'] })
    await machines.start('well')
    const hosts = ['bare', 'locked', 'swapped', 'tunnelless', 'well', 'nowhere.invalid']
    const { id } = await runs().start({ ...PLAN, hosts })
    const run = await until(
      id,
      (now) =>
        machineOf(now, 'well').state === 'streaming' &&
        now.machines.every(({ state }) => !['queued', 'connecting'].includes(state)),
    )
    expect(machineOf(run, 'bare')).toMatchObject({
      state: 'not-installed',
      detail: 'collectl is not installed there. Install it with: apt-get install collectl',
    })
    const refused = ['locked', 'swapped', 'tunnelless', 'nowhere.invalid'].map((name) => machineOf(run, name))
    expect(refused.map(({ state }) => state)).toEqual(['refused', 'refused', 'refused', 'refused'])
    expect(refused.map(({ detail }) => detail)).toEqual([
      expect.stringMatching(/Permission denied .* ssh-copy-id locked/),
      expect.stringMatching(/Host key verification failed.* ssh swapped/),
      expect.stringMatching(/remote port forwarding failed/),
      expect.stringMatching(/Could not resolve hostname/),
    ])
    await stopAll(id)
  })

  it('show what collectl says of its switches', async () => {
    await startConsole()
    await machines.start('asked')
    const { id } = await runs().start({ hosts: ['local', 'asked'], subsystems: 'cqQ', intervalSeconds: 1 })
    const run = await until(id, ({ state }) => state === 'ended')
    for (const { state, detail } of run.machines) {
      expect(state).toBe('failed')
      expect(detail).toMatch(/collectl says “Error: /)
    }
  })

  it('notice a machine that is switched off in the middle, and go on with the others', async () => {
    await startConsole()
    const off = await machines.start('off', { network: true })
    await machines.start('stays')
    const { id } = await runs().start({ ...PLAN, hosts: ['off', 'stays'] })
    await until(id, areAll('streaming'))
    off.switchOff()
    const run = await until(id, (now) => machineOf(now, 'off').state === 'lost')
    expect(machineOf(run, 'stays').state).toBe('streaming')
    await stopAll(id)
  })

  it('notice a machine whose cable is pulled by its silence', async () => {
    // Three and six intervals count then, and not ten seconds and a minute.
    await startConsole({ collectlPatience: 0.1 })
    const far = await machines.start('far', { network: true })
    const { id } = await runs().start({ ...PLAN, hosts: ['far'] })
    await until(id, areAll('streaming'))
    far.pull()
    const run = await until(id, areAll('late'))
    expect(run.machines[0]?.detail).toMatch(/^No record for \d+ s\./)
    const ended = await until(id, ({ state }) => state === 'ended')
    expect(ended.machines[0]?.state).toBe('lost')
  })

  it('find a collectl that was left behind, and show how to end it', async () => {
    await startConsole()
    const stuck = await machines.start('stuck')
    const { id } = await runs().start({ ...PLAN, hosts: ['stuck'] })
    const { machines: all } = await until(id, areAll('streaming'))
    const pid = all[0]?.pid ?? 0
    expect(stuck.collectls()).toEqual([pid])
    // It can be told nothing, as one that hangs in a dead file system.
    process.kill(pid, 'SIGSTOP')
    const ended = await stopAll(id)
    expect(ended.machines[0]).toMatchObject({
      state: 'left-behind',
      detail: expect.stringContaining(`ssh stuck kill ${pid}`) as string,
    })
    process.kill(pid, 'SIGKILL')
  })

  it('end by themselves after their duration', async () => {
    await startConsole()
    await machines.start('brief')
    const { id } = await runs().start({ ...PLAN, hosts: ['local', 'brief'], durationSeconds: 3 })
    const run = await until(id, ({ state }) => state === 'ended')
    expect(run.machines.map(({ state }) => state)).toEqual(['ended', 'ended'])
    for (const { recordsTotal } of run.machines) expect(recordsTotal).toBeGreaterThanOrEqual(2)
  })

  it('record on the machine as well, say where, and take the file onto the timeline afterwards', async () => {
    await startConsole()
    const parent = mkdtempSync(join(tmpdir(), 'scopedeck-record-'))
    const recordDirectory = join(parent, `it's "here" $HOME`)
    try {
      await machines.start('taped')
      const { id } = await runs().start({ ...PLAN, hosts: ['taped'], recordDirectory })
      await until(id, (run) => (run.machines[0]?.recordsTotal ?? 0) >= 4)
      const ended = await stopAll(id)
      const [file = ''] = readdirSync(recordDirectory)
      expect(file).toMatch(/^taped-\d{8}-\d{6}\.raw\.gz$/)
      expect(ended.machines[0]?.recordedAt).toBe(join(recordDirectory, file))
      const imports = console_.services.imports
      await imports.start(join(recordDirectory, file), 'taped-later')
      for (;;) {
        const [job] = imports.list()
        if (job?.state === 'failed') throw new Error(job.error ?? '')
        if (job?.state === 'done') break
        await new Promise((resolve) => setImmediate(resolve))
      }
      const [job] = imports.list()
      expect(job).toMatchObject({ kind: 'raw', host: 'taped-later', recordsDropped: 0 })
      expect(job?.records).toBeGreaterThanOrEqual(2)
      const metrics = console_.services.series
        .list({ host: 'taped-later', limit: 5_000 })
        .map(({ metric }) => metric)
      expect(metrics).toEqual(expect.arrayContaining(['cputotals.user', 'meminfo.free', 'nettotals.kbin']))
    } finally {
      rmSync(parent, { recursive: true, force: true })
    }
  })

  it('never take a machine for another one whose name it claims', async () => {
    await startConsole()
    const liar: Machine = await machines.start('liar', { network: true })
    const { id } = await runs().start({ ...PLAN, hosts: ['liar'] })
    await until(id, areAll('streaming'))
    // The machine calls itself something else from now on.
    execFileSync('nsenter', ['-t', String(liar.collectls()[0]), '-u', 'hostname', 'bank'])
    await stopAll(id)
    const again = await runs().start({ ...PLAN, hosts: ['liar'] })
    const run = await until(again.id, areAll('streaming'))
    expect(run.machines[0]).toMatchObject({ host: 'liar', nameInStream: 'bank' })
    expect(console_.services.catalogue.hostByName('bank')).toBeNull()
    await stopAll(again.id)
  })
})
