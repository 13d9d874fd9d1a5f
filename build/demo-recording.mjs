/**
 * Makes `resources/demo/collectl-lexpr.txt`, what the demo plays, from our own
 * recording of a real collectl (`test/fixtures/collectl/late-lexpr.raw`, 25
 * seconds of a quiet machine): `node build/demo-recording.mjs`.
 *
 * 120 records, the recorded ones over and over, under a slow swell that ends
 * where it begins, so that playing in a circle has no seam. What belongs
 * together stays together: processor shares add up to 100, used and free
 * memory to all of it, pages in and out to what the disks read and wrote.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const RECORDING = new URL('../test/fixtures/collectl/late-lexpr.raw', import.meta.url)
export const DEMO = new URL('../resources/demo/collectl-lexpr.txt', import.meta.url)

const RECORDS = 120
const KB_PER_GB = 1024 * 1024

/** @typedef {Map<string, number>} Values */

/**
 * @param {string} recording lexpr as collectl sent it
 * @returns {string} the same form, `RECORDS` long
 */
export function deriveDemo(recording) {
  const recorded = recording
    .split('>>><<<\n')
    .filter((record) => record.startsWith('sample.time '))
    .map(parseRecord)
  const records = Array.from({ length: RECORDS }, (_, index) => {
    const values = recorded[index % recorded.length] ?? new Map()
    return formatRecord(derive(values, index / RECORDS, index))
  })
  return records.join('')
}

/**
 * @param {Values} recorded
 * @param {number} turn 0 ≤ turn < 1
 * @param {number} second
 * @returns {Values}
 */
function derive(recorded, turn, second) {
  const values = new Map(recorded)
  const get = (/** @type {string} */ name) => recorded.get(name) ?? 0
  const set = (/** @type {string} */ name, /** @type {number} */ value) => values.set(name, Math.round(value))
  const now = swell(turn)

  values.set('sample.time', 1_700_000_000 + second)

  const user = get('cputotals.user') * now * 2.2
  const sys = get('cputotals.sys') * now * 1.8
  const wait = get('cputotals.wait') * now
  const rest = get('cputotals.irq') + get('cputotals.soft') + get('cputotals.steal')
  const scale = Math.min(1, 95 / (user + sys + wait + rest + 1))
  set('cputotals.user', user * scale)
  set('cputotals.sys', sys * scale)
  set('cputotals.wait', wait * scale)
  const shares = ['user', 'nice', 'sys', 'wait', 'irq', 'soft', 'steal']
  const busy = shares.reduce((sum, share) => sum + (values.get(`cputotals.${share}`) ?? 0), 0)
  set('cputotals.idle', 100 - busy)
  set('cputotals.total', busy)
  set('cputotals.usertot', (values.get('cputotals.user') ?? 0) + get('cputotals.nice'))
  set('cputotals.systot', (values.get('cputotals.sys') ?? 0) + rest)

  // The averages follow later and calmer, the longer the later.
  values.set('cpuload.avg1', twoDigits(0.2 + 1.1 * swell(turn - 0.04)))
  values.set('cpuload.avg5', twoDigits(0.5 + 0.8 * swell(turn - 0.12)))
  values.set('cpuload.avg15', twoDigits(0.9 + 0.4 * swell(turn - 0.2)))
  for (const name of ['ctxint.ctx', 'ctxint.int', 'proc.creates', 'proc.run']) set(name, get(name) * now)

  for (const name of ['disktotals.reads', 'disktotals.readkbs', 'disktotals.writes', 'disktotals.writekbs'])
    set(name, get(name) * now)
  values.set('pageinfo.in', values.get('disktotals.readkbs') ?? 0)
  values.set('pageinfo.out', values.get('disktotals.writekbs') ?? 0)

  const taken = 3 * KB_PER_GB * (1 - Math.cos(2 * Math.PI * turn))
  set('meminfo.used', get('meminfo.used') + taken)
  set('meminfo.free', get('meminfo.free') - Math.round(taken))
  set('meminfo.cached', get('meminfo.cached') + taken * 0.6)
  set('meminfo.anon', get('meminfo.anon') + taken * 0.3)

  for (const name of ['nettotals.kbin', 'nettotals.pktin']) set(name, get(name) * now * 14)
  for (const name of ['nettotals.kbout', 'nettotals.pktout']) set(name, get(name) * now * 20)
  return values
}

/** Between about 0.3 and 2.1, the same at 0 and 1. */
function swell(/** @type {number} */ turn) {
  const angle = 2 * Math.PI * turn
  return 1.15 + 0.6 * Math.sin(angle) + 0.25 * Math.sin(3 * angle + 1) + 0.1 * Math.sin(7 * angle)
}

function twoDigits(/** @type {number} */ value) {
  return Math.round(value * 100) / 100
}

/**
 * @param {string} record
 * @returns {Values} in the order of the lines
 */
function parseRecord(record) {
  const lines = record.trim().split('\n')
  return new Map(
    lines.map((line) => {
      const [name = '', value = ''] = line.split(' ', 2)
      return [name, Number(value)]
    }),
  )
}

/**
 * @param {Values} values
 * @returns {string}
 */
function formatRecord(values) {
  const lines = [...values].map(([name, value]) => {
    if (name === 'sample.time') return `${name} ${value.toFixed(3)}`
    return `${name} ${name.startsWith('cpuload.') ? value.toFixed(2) : value}`
  })
  return `${lines.join('\n')}\n>>><<<\n`
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(DEMO, deriveDemo(readFileSync(RECORDING, 'utf8')))
