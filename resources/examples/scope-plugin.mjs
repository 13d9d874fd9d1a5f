#!/usr/bin/env node
/**
 * A Scope plugin to start from: no dependencies, both generations of the
 * protocol, every format of a value, a table, and a node of its own.
 *
 *   node scope-plugin.mjs [SOCKET] [--generation both|handshake|report]
 *
 * SOCKET is /var/run/scope/plugins/host-extras.sock unless given. The name of
 * the file without its extension is the id of the plugin: probes of the later
 * generation insist on that. How it all works is in docs/protocols/scope-plugins.md.
 */
import { chmodSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { cpus, freemem, hostname, loadavg, networkInterfaces, totalmem, uptime } from 'node:os'
import { basename, dirname, extname } from 'node:path'

const words = process.argv.slice(2)
const flag = words.indexOf('--generation')
const generation = flag < 0 ? 'both' : words.splice(flag, 2)[1]
const socket = words[0] ?? '/var/run/scope/plugins/host-extras.sock'
const id = basename(socket, extname(socket))
if (!['both', 'handshake', 'report'].includes(generation ?? '')) {
  console.error('--generation is both, handshake or report')
  process.exit(2)
}

const about = {
  description: 'CPU, memory and load of this machine, and the plugin itself as a process',
  interfaces: ['reporter'],
  api_version: '1',
}

/** What the first generation asks for once: GET / */
const handshake = { name: id, ...about }

const host = hostname()
let requests = 0
let cpuBefore = cpuTimes()

function cpuTimes() {
  const all = cpus().map(({ times }) => times)
  const sum = (pick) => all.reduce((total, times) => total + pick(times), 0)
  return {
    idle: sum((times) => times.idle),
    total: sum((times) => times.user + times.nice + times.sys + times.idle + times.irq),
  }
}

/** Share of the time since the last report in which the processors were busy, 0-100. */
function cpuPercent() {
  const now = cpuTimes()
  const total = now.total - cpuBefore.total
  const percent = total === 0 ? 0 : 100 * (1 - (now.idle - cpuBefore.idle) / total)
  cpuBefore = now
  return Math.min(100, Math.max(0, percent))
}

/** The report: what every probe asks for once a second. */
function report() {
  const date = new Date().toISOString()
  /** A metric has samples; min and max are the scale of its graph, where it has one. */
  const metric = (value, scale = {}) => ({ samples: [{ date, value }], ...scale })
  /** Everything else of a node is text with a time. */
  const text = (value) => ({ timestamp: date, value: String(value) })

  /** A table of several columns: keys are PREFIX + row + "___" + column. */
  const devices = {}
  for (const [name, addresses] of Object.entries(networkInterfaces())) {
    devices[`extras-net-${name}___name`] = text(name)
    devices[`extras-net-${name}___address`] = text(addresses?.[0]?.address ?? '')
    devices[`extras-net-${name}___mac`] = text(addresses?.[0]?.mac ?? '')
  }

  return {
    Host: {
      nodes: {
        [`${host};<host>`]: {
          metrics: {
            extras_cpu: metric(cpuPercent(), { min: 0, max: 100 }),
            extras_memory: metric(totalmem() - freemem(), { min: 0, max: totalmem() }),
            extras_load: metric(loadavg()[0]),
            extras_requests: metric(requests),
          },
          latest: {
            extras_uptime: text(Math.floor(uptime())),
            extras_booted: text(new Date(Date.now() - uptime() * 1000).toISOString()),
            'extras-cpu-model': text(cpus()[0]?.model ?? 'unknown'),
            'extras-cpu-count': text(cpus().length),
            ...devices,
          },
          sets: { extras_interfaces: Object.keys(networkInterfaces()) },
        },
      },
      /** A metric without a template is not shown by Scope; a low priority comes first. */
      metric_templates: {
        extras_cpu: { id: 'extras_cpu', label: 'CPU busy', format: 'percent', priority: 0.1 },
        extras_memory: { id: 'extras_memory', label: 'Memory used', format: 'filesize', priority: 0.2 },
        extras_load: { id: 'extras_load', label: 'Load (1m)', format: '', group: 'load', priority: 0.3 },
        extras_requests: { id: 'extras_requests', label: 'Requests answered', format: 'integer', priority: 0.4 },
      },
      metadata_templates: {
        extras_uptime: { id: 'extras_uptime', label: 'Uptime', dataType: 'duration', priority: 1, from: 'latest' },
        extras_booted: { id: 'extras_booted', label: 'Started', dataType: 'datetime', priority: 2, from: 'latest' },
        extras_interfaces: { id: 'extras_interfaces', label: 'Interfaces', priority: 3, from: 'sets' },
      },
      table_templates: {
        'extras-cpu': { id: 'extras-cpu', label: 'Processor', prefix: 'extras-cpu-', type: 'property-list' },
        'extras-net': {
          id: 'extras-net',
          label: 'Interfaces',
          prefix: 'extras-net-',
          type: 'multicolumn-table',
          columns: [
            { id: 'name', label: 'Name', dataType: '' },
            { id: 'address', label: 'Address', dataType: 'ip' },
            { id: 'mac', label: 'MAC', dataType: '' },
          ],
        },
      },
    },
    Process: {
      nodes: {
        [`${host};${process.pid}`]: {
          metrics: { extras_rss: metric(process.memoryUsage().rss) },
          latest: { name: text('scope-plugin'), extras_command: text(process.argv.join(' ')) },
          parents: { host: [`${host};<host>`] },
        },
      },
      metric_templates: {
        extras_rss: { id: 'extras_rss', label: 'Memory', format: 'filesize', priority: 0.1 },
      },
      metadata_templates: {
        extras_command: { id: 'extras_command', label: 'Command', truncate: 200, priority: 1, from: 'latest' },
      },
    },
    /** How the later generation describes the plugin: exactly one entry, its id the name of the socket. */
    ...(generation === 'handshake' ? {} : { Plugins: [{ id, label: id, ...about }] }),
  }
}

const server = createServer((request, response) => {
  requests++
  const path = new URL(request.url ?? '/', 'http://plugin').pathname
  const answer =
    path === '/report' ? report() : path === '/' && generation !== 'report' ? handshake : null
  response.writeHead(answer === null ? 404 : 200, { 'content-type': 'application/json' })
  response.end(answer === null ? '404 page not found\n' : JSON.stringify(answer))
})

/** A plugin that was killed leaves its socket behind; one that runs is left alone. */
function removeDeadSocket(done) {
  if (!existsSync(socket)) return done()
  const probe = connect(socket)
  probe.on('connect', () => {
    console.error(`${socket} is in use by another plugin.`)
    process.exit(1)
  })
  probe.on('error', () => {
    rmSync(socket, { force: true })
    done()
  })
}

mkdirSync(dirname(socket), { recursive: true })
removeDeadSocket(() => {
  server.listen(socket, () => {
    chmodSync(socket, 0o666)
    console.log(`The plugin ${id} answers at ${socket}.`)
  })
})
server.on('error', (error) => {
  console.error(`${socket}: ${error.message}`)
  process.exit(1)
})
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.close(() => process.exit(0)).closeAllConnections())
