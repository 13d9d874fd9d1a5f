import { type AddressInfo, createServer } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { Run } from '../../../src-main/contract/index.ts'
import { until } from '../../support/raw-client.ts'
import { serveConsole, type ServedConsole } from '../../support/served-console.ts'

let served: ServedConsole

afterEach(async () => {
  await served.web.stop()
  await served.dispose()
})

/** No name server is asked: ssh finds this name nowhere. */
const NOWHERE = 'nowhere.invalid'

async function started(body: object): Promise<Run> {
  served = await serveConsole()
  const answer = await served.call('POST', '/api/collectl/runs', body)
  expect(answer.status).toBe(201)
  return answer.body as Run
}

async function isOver(id: number): Promise<Run> {
  await until(() => served.services.runs.get(id).state === 'ended')
  return served.services.runs.get(id)
}

describe('runs over the interface', () => {
  it('are started, shown with each machine, and taken off the list once they have ended', async () => {
    const run = await started({ hosts: [NOWHERE], subsystems: 'cd', intervalSeconds: 2, name: 'Nobody' })
    expect(run).toMatchObject({ name: 'Nobody', hosts: [NOWHERE], subsystems: 'cd', intervalSeconds: 2 })
    const { machines } = await isOver(run.id)
    expect(machines).toMatchObject([{ target: NOWHERE, host: NOWHERE, recordsTotal: 0 }])
    expect(['refused', 'failed']).toContain(machines[0]?.state)
    expect(machines[0]?.detail).not.toBeNull()
    const shown = await served.call('GET', `/api/collectl/runs/${run.id}`)
    expect(shown.body).toMatchObject({ state: 'ended', machines: [{ target: NOWHERE }] })
    expect((await served.call('DELETE', `/api/collectl/runs/${run.id}`)).status).toBe(200)
    expect((await served.call('GET', `/api/collectl/runs/${run.id}`)).status).toBe(404)
    expect((await served.call('GET', '/api/collectl/runs')).body).toEqual([])
  })

  it('are started again by their name, also by the next console', async () => {
    const run = await started({ hosts: [NOWHERE, 'other.invalid'], intervalSeconds: 5, name: 'The lab' })
    await isOver(run.id)
    const again = await served.restart()
    const second = await again.services.runs.start({
      name: 'The lab',
      subsystems: 'cdnm',
      intervalSeconds: 1,
    })
    expect(second).toMatchObject({ hosts: [NOWHERE, 'other.invalid'], intervalSeconds: 5 })
    expect(second.id).toBeGreaterThan(run.id)
    await until(() => again.services.runs.get(second.id).state === 'ended')
    expect(again.services.runs.list().map(({ id }) => id)).toEqual([second.id, run.id])
    await again.engine.stop()
  })

  it('are refused with a reason', async () => {
    served = await serveConsole()
    for (const [body, status] of [
      [{ hosts: [] }, 400],
      [{ hosts: ['web01; reboot'] }, 422],
      [{ hosts: ['-oProxyCommand=touch /tmp/x'] }, 422],
      [{ hosts: ['web01'], subsystems: 'c; reboot' }, 400],
      [{ hosts: ['web01'], intervalSeconds: 0 }, 400],
      [{ hosts: ['web01'], intervalSeconds: 3_601 }, 400],
      [{ hosts: ['web01'], recordDirectory: 'relative' }, 400],
      [{ hosts: ['web01'], recordDirectory: '/var/tmp\nreboot' }, 400],
      [{ hosts: Array.from({ length: 1_001 }, (_, index) => `m${index}`) }, 400],
      [{ name: 'nobody saved this' }, 404],
      [{}, 422],
    ] as const) {
      const answer = await served.call('POST', '/api/collectl/runs', body)
      expect([body, answer.status]).toEqual([body, status])
      expect(answer.body).toMatchObject({ message: expect.stringMatching(/\w/) as string })
    }
    expect(served.services.runs.list()).toEqual([])
  })

  it('stop before they have begun, and leave the listener as it was', async () => {
    const hosts = Array.from({ length: 14 }, (_, index) => `m${index}.invalid`)
    const run = await started({ hosts })
    const stopped = await served.call('DELETE', `/api/collectl/runs/${run.id}`)
    expect((stopped.body as Run).state).not.toBe('running')
    const { machines } = await isOver(run.id)
    expect(machines).toHaveLength(14)
    expect(machines.at(-1)).toMatchObject({
      state: 'ended',
      detail: 'Stopped before collectl was started.',
    })
    await until(() => served.services.collectlListener.view.state === 'off')
  })

  it('know no machine that is not in them', async () => {
    const run = await started({ hosts: [NOWHERE] })
    const answer = await served.call('DELETE', `/api/collectl/runs/${run.id}/machines/web99`)
    expect(answer.status).toBe(404)
    expect((await served.call('GET', `/api/collectl/runs/${run.id}/table`)).body).toMatchObject({
      columns: [],
      rows: [{ target: NOWHERE, values: [] }],
    })
    await isOver(run.id)
  })

  it('take a plan at the edge of each limit', async () => {
    served = await serveConsole()
    const nobody = Array.from({ length: 1_000 }, (_, index) => `m${index}.invalid`)
    for (const body of [
      { hosts: nobody },
      { hosts: [`${'x'.repeat(60)}.invalid`], intervalSeconds: 0.1, durationSeconds: 1 },
      { hosts: [NOWHERE], intervalSeconds: 3_600, durationSeconds: 31_536_000 },
      { hosts: [NOWHERE], subsystems: '-scdnm', name: 'n'.repeat(190) },
      { hosts: [NOWHERE], recordDirectory: `/${'d'.repeat(999)}` },
    ]) {
      const { status, body: run } = await served.call('POST', '/api/collectl/runs', body)
      expect([status, (run as Run).machines.length]).toEqual([201, body.hosts.length])
      await served.call('DELETE', `/api/collectl/runs/${(run as Run).id}`)
    }
    await until(() => served.services.runs.list().every(({ state }) => state === 'ended'))
  })

  it('refuse a plan that is past it', async () => {
    served = await serveConsole()
    for (const body of [
      { hosts: [NOWHERE], intervalSeconds: 0.09 },
      { hosts: [NOWHERE], intervalSeconds: 3_600.1 },
      { hosts: [NOWHERE], durationSeconds: 0.9 },
      { hosts: [NOWHERE], durationSeconds: 31_536_001 },
      { hosts: ['x'.repeat(301)] },
      { hosts: [''] },
      { hosts: [NOWHERE], subsystems: 'c'.repeat(53) },
      { hosts: [NOWHERE], subsystems: '' },
      { hosts: [NOWHERE], name: 'n'.repeat(191) },
      { hosts: [NOWHERE], recordDirectory: `/${'d'.repeat(1_000)}` },
    ])
      expect([body, (await served.call('POST', '/api/collectl/runs', body)).status]).toEqual([body, 400])
    expect(served.services.runs.list()).toEqual([])
  })

  it('are gone for good once they are taken off the list', async () => {
    const run = await started({ hosts: [NOWHERE] })
    await isOver(run.id)
    const path = `/api/collectl/runs/${run.id}`
    // A machine that has ended stays as it was.
    const before = served.services.runs.get(run.id).machines
    const machine = await served.call('DELETE', `${path}/machines/${NOWHERE}`)
    expect((machine.body as Run).machines).toEqual(before)
    expect((await served.call('DELETE', path)).status).toBe(200)
    for (const [method, gone] of [
      ['DELETE', path],
      ['GET', path],
      ['GET', `${path}/table`],
      ['DELETE', `${path}/machines/${NOWHERE}`],
    ] as const)
      expect([method, gone, (await served.call(method, gone)).status]).toEqual([method, gone, 404])
    expect((await served.call('GET', '/api/collectl/runs/first')).status).toBe(400)
  })

  it('stand for their newest under a name that several have', async () => {
    const first = await started({ hosts: [NOWHERE], name: 'The lab' })
    const second = await served.services.runs.start({
      ...{ hosts: ['other.invalid'], name: 'The lab' },
      ...{ subsystems: 'c', intervalSeconds: 2 },
    })
    await isOver(first.id)
    await isOver(second.id)
    const again = await served.call('POST', '/api/collectl/runs', { name: 'The lab' })
    expect(again.body).toMatchObject({ hosts: ['other.invalid'], subsystems: 'c', intervalSeconds: 2 })
    await isOver((again.body as Run).id)
  })

  it('go on where the port of the listener is taken, which is said', async () => {
    served = await serveConsole()
    const taken = createServer()
    const port = await new Promise<number>((resolve) => {
      taken.listen(0, '0.0.0.0', () => resolve((taken.address() as AddressInfo).port))
    })
    try {
      await served.call('PUT', '/api/collectl/listener', { host: '0.0.0.0', port })
      const hosts = Array.from({ length: 30 }, (_, index) => `m${index}.invalid`)
      const { body } = await served.call('POST', '/api/collectl/runs', { hosts })
      expect(served.services.collectlListener.view).toMatchObject({
        state: 'failed',
        reason: expect.stringContaining(String(port)) as string,
      })
      const { machines } = await isOver((body as Run).id)
      expect(machines.every(({ detail }) => detail !== null)).toBe(true)
      await until(() => served.services.collectlListener.view.state === 'off')
    } finally {
      await new Promise((resolve) => taken.close(resolve))
    }
  })
})
