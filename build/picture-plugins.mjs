/**
 * The plugins on the pictures of the user guide: two that report machines and
 * processes, and one that says something that is no JSON.
 */
import { join } from 'node:path'
import { answerOf, handshakePlugin, PluginDouble, reportPlugin } from '../test/support/plugin-double.ts'

const HOSTS = ['db01', 'web01', 'web02', 'build01']
const PROCESSES = [
  ['web01', 812, 'nginx', 214],
  ['web02', 790, 'nginx', 187],
  ['db01', 1204, 'mariadbd', 96],
]

/** A slow wave of its own for each. @param {number} index @param {number} middle @param {number} range */
function wave(index, middle, range) {
  return Math.max(0, middle + range * Math.sin(Date.now() / 11_000 + index * 1.7))
}

/** One sample, of now. @param {number} value */
const now = (value) => ({ samples: [{ date: new Date().toISOString(), value }] })

function iowaitReport() {
  const nodes = HOSTS.map((name, index) => [
    `${name};<host>`,
    {
      metrics: {
        iowait: { ...now(wave(index, 6 + 2 * index, 5)), min: 0, max: 100 },
        dirty: now(wave(index + 3, 180e6, 90e6)),
        queue: now(Math.round(wave(index + 1, 3, 3))),
      },
    },
  ])
  return {
    Host: {
      nodes: Object.fromEntries(nodes),
      metric_templates: {
        iowait: { id: 'iowait', label: 'IO wait', format: 'percent', priority: 0.1 },
        dirty: { id: 'dirty', label: 'Dirty pages', format: 'filesize', priority: 0.2 },
        queue: { id: 'queue', label: 'Disk queue', format: 'integer', priority: 0.3 },
      },
    },
  }
}

function requestsReport() {
  const nodes = PROCESSES.map(([host, pid, name, rate], index) => [
    `${host};${pid}`,
    { metrics: { requests: now(wave(index, Number(rate), 40)) }, latest: { name: { value: name } } },
  ])
  return {
    Process: {
      nodes: Object.fromEntries(nodes),
      metric_templates: { requests: { id: 'requests', label: 'Requests/s', priority: 0.1 } },
      metadata_templates: { name: { id: 'name', label: 'Program', priority: 1, from: 'latest' } },
    },
  }
}

/** @param {string} directory @returns {Promise<() => Promise<void>>} ends them */
export async function startPlugins(directory) {
  const plugins = await Promise.all([
    PluginDouble.start(join(directory, 'iowait.sock'), handshakePlugin('iowait', iowaitReport)),
    PluginDouble.start(join(directory, 'http-requests.sock'), reportPlugin('http-requests', requestsReport)),
    PluginDouble.start(join(directory, 'volumes.sock'), ({ answer }) => {
      answer(answerOf('{"name": "volumes", "interfaces": [reporter]}'))
    }),
  ])
  return async () => {
    for (const plugin of plugins) await plugin.stop()
  }
}
