/**
 * The machines on the pictures of the user guide: they send through the real
 * protocols, from this process, values that could be true.
 */
import { CollectlDouble } from '../test/support/collectl-double.ts'
import { failLogin, sendPackage } from '../test/support/scopeport-client.ts'

/** As much history as a collectl may bring along; older times the console takes for a wrong clock. */
const HISTORY_S = 280
const SCOPEPORT_EVERY_MS = 15_000

/**
 * @typedef {object} Api
 * @property {(method: string, path: string, body?: unknown) => Promise<unknown>} api
 * @property {number} scopeportPort
 */

/** @typedef {{ name: string, phase: number, load: number, cores: number, memoryGb: number }} Machine */

/** @type {readonly Machine[]} */
const COLLECTLS = [
  { name: 'db01', phase: 0.4, load: 0.62, cores: 8, memoryGb: 64 },
  { name: 'web01', phase: 1.9, load: 0.38, cores: 4, memoryGb: 16 },
  { name: 'web02', phase: 2.3, load: 0.33, cores: 4, memoryGb: 16 },
  { name: 'build01', phase: 4.1, load: 0.81, cores: 16, memoryGb: 32 },
]

/** @type {readonly Machine[]} */
const SCOPEPORTS = [
  { name: 'web01', phase: 1.9, load: 0.38, cores: 4, memoryGb: 16 },
  { name: 'mail01', phase: 3.2, load: 0.21, cores: 2, memoryGb: 8 },
  { name: 'ns1', phase: 5.5, load: 0.06, cores: 1, memoryGb: 2 },
]

/** What moves a machine at a time: two slow waves, some noise, and now and then a burst. 0 to 1. */
function strain(/** @type {Machine} */ { phase, load }, /** @type {number} */ at) {
  const t = at / 1000
  const noise = Math.sin(t * 12.9898 + phase * 78.233) * 43_758.5453
  const burst = Math.sin(t / 23 + phase * 5) > 0.93 ? 0.22 : 0
  const waves = 0.16 * Math.sin(t / 37 + phase) + 0.07 * Math.sin(t / 9 + 2 * phase)
  return Math.min(0.99, Math.max(0.01, load + waves + burst + 0.06 * (noise - Math.floor(noise) - 0.5)))
}

/**
 * One record as collectl -scdnm would have it.
 *
 * @param {Machine} machine
 * @param {number} at epoch milliseconds
 * @returns {Record<string, number>}
 */
function record(machine, at) {
  const busy = strain(machine, at)
  const total = Math.round(busy * 100)
  const wait = Math.round(busy * 6)
  const system = Math.round(total * 0.24)
  const memoryKb = machine.memoryGb * 1024 * 1024
  const used = Math.round(memoryKb * (0.55 + 0.12 * strain({ ...machine, phase: machine.phase + 1 }, at / 6)))
  const traffic = Math.round(900 * busy * machine.cores)
  return {
    'cputotals.user': total - system - wait,
    'cputotals.sys': system,
    'cputotals.wait': wait,
    'cputotals.idle': 100 - total,
    'cputotals.total': total,
    'cpuload.avg1': Number((busy * machine.cores * 1.1).toFixed(2)),
    'cpuload.avg5': Number((machine.load * machine.cores * 1.06).toFixed(2)),
    'cpuload.avg15': Number((machine.load * machine.cores).toFixed(2)),
    'disktotals.readkbs': Math.round(busy * busy * 5200),
    'disktotals.writekbs': Math.round(busy * 3400),
    'meminfo.tot': memoryKb,
    'meminfo.used': used,
    'meminfo.free': memoryKb - used,
    'nettotals.kbin': traffic,
    'nettotals.kbout': Math.round(traffic * 2.7),
  }
}

/**
 * Machines with collectl, each with a few minutes of history, then one record a second.
 *
 * @param {Api} served
 * @returns {Promise<() => Promise<void>>} ends them
 */
export async function startCollectls({ api }) {
  const doubles = await Promise.all(
    COLLECTLS.map(async (machine, index) => {
      const double = await CollectlDouble.start(26_550 + index)
      await api('POST', '/api/collectl/endpoints', {
        address: `127.0.0.1:${double.port}`,
        name: machine.name,
      })
      return { machine, double }
    }),
  )
  while (doubles.some(({ double }) => !double.hasReader)) await pause(50)
  const now = Date.now()
  for (let second = HISTORY_S; second > 0; second--) {
    for (const { machine, double } of doubles) {
      const at = now - second * 1000
      // One of them was away for a while: a gap is a gap.
      if (machine.name === 'web02' && second < 150 && second > 105) continue
      double.say(record(machine, at), at)
    }
  }
  const timer = setInterval(() => {
    for (const { machine, double } of doubles) double.say(record(machine, Date.now()))
  }, 1000)
  return async () => {
    clearInterval(timer)
    for (const { double } of doubles) await double.stop()
  }
}

/**
 * ScopePort hosts: profile first, then each sensor in a connection of its own, again and again.
 *
 * @param {Api} served
 * @returns {Promise<() => void>} ends them
 */
export async function startScopeports({ api, scopeportPort: port }) {
  /** @type {{ machine: Machine, login: { port: number, id: number, password: string, from: string } }[]} */
  const clients = []
  for (const [index, machine] of SCOPEPORTS.entries()) {
    const { id, password } = await hostNamed(api, machine.name)
    const login = { port, id, password, from: `127.0.0.${20 + index}` }
    clients.push({ machine, login })
    for (const [name, value] of profile(machine)) await sendPackage(login, name, value)
  }
  const { id } = await hostNamed(api, 'backup01')
  await api('PATCH', `/api/hosts/${id}`, { enabled: false })

  async function send() {
    for (const { machine, login } of clients) {
      const busy = strain(machine, Date.now())
      await sendPackage(login, 'cpu_load_average_1', (busy * machine.cores).toFixed(2))
      await sendPackage(
        login,
        'free_memory',
        String(Math.round(machine.memoryGb * 1024 * 1024 * (0.6 - busy / 4))),
      )
      await sendPackage(login, 'open_files', String(Math.round(1800 + 2400 * busy)))
      await sendPackage(login, 'running_processes', String(1 + Math.round(busy * machine.cores)))
      if (machine.name === 'mail01')
        await sendPackage(login, 'queue_state', busy > 0.3 ? 'deferred' : 'clean')
    }
  }
  await send()
  const timer = setInterval(() => void send().catch(() => undefined), SCOPEPORT_EVERY_MS)
  return () => clearInterval(timer)
}

/** @param {Machine} machine */
function profile({ name, cores, memoryGb }) {
  const cpus = Array.from(
    { length: cores },
    (_, core) => `core:${core}|vendor:GenuineIntel|model:Xeon E-2236`,
  )
  return /** @type {const} */ ([
    ['profile_hostname', name],
    ['profile_domainname', 'example.org'],
    ['profile_kernel', '6.1.0-28-amd64'],
    ['profile_sp_client_version', '0.7.2'],
    ['profile_total_memory', String(memoryGb * 1024 * 1024)],
    ['profile_total_swap', String(2 * 1024 * 1024)],
    ['profile_network_interfaces', 'eth0|91283746123|40128374651;lo|128374|128374'],
    ['profile_cpus', cpus.join(';')],
  ])
}

/**
 * A host that may be there already, because its collectl was first; either way with a password.
 *
 * @param {Api['api']} api
 * @param {string} name
 * @returns {Promise<{ id: number, password: string }>}
 */
async function hostNamed(api, name) {
  const hosts = /** @type {{ id: number, name: string }[]} */ (await api('GET', '/api/hosts'))
  const there = hosts.find((host) => host.name === name)
  const made = await (there === undefined
    ? api('POST', '/api/hosts', { name })
    : api('POST', `/api/hosts/${there.id}/password`))
  return /** @type {{ id: number, password: string }} */ (made)
}

/**
 * What a console on a network sees besides: wrong passwords, ids that nobody has, blocked addresses.
 *
 * @param {Api} served
 */
export async function makeTrouble({ api, scopeportPort: port }) {
  await api('POST', '/api/blacklist', {
    host: '203.0.113.0/24',
    reason: 'Port scans',
    expiresAt: Date.now() + 7 * 86_400_000,
  })
  await api('POST', '/api/blacklist', { host: '198.51.100.23', reason: 'Old test machine, still sends' })
  const mail = await numberOf(api, 'mail01')
  for (let failure = 0; failure < 3; failure++) await failLogin(port, mail, '127.0.0.9')
  // These find the address on the list.
  for (let again = 0; again < 4; again++) await failLogin(port, mail, '127.0.0.9').catch(() => undefined)
}

/**
 * Refused a moment ago: a wrong password, an id that nobody has, a blocked address.
 *
 * @param {Api} served
 */
export async function knock({ api, scopeportPort: port }) {
  await failLogin(port, await numberOf(api, 'mail01'), '127.0.0.77')
  await failLogin(port, 99, '127.0.0.78')
  await failLogin(port, 1, '127.0.0.9').catch(() => undefined)
}

/**
 * @param {Api['api']} api
 * @param {string} host
 */
async function numberOf(api, host) {
  const hosts = /** @type {{ id: number, name: string }[]} */ (await api('GET', '/api/hosts'))
  return hosts.find(({ name }) => name === host)?.id ?? 0
}

/** @param {number} ms */
export function pause(ms) {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}
