import { createServer } from 'node:http'
import { join } from 'node:path'

/** What one plugin of the benchmark reports: nodes with metrics, one sample each. */
export interface SendersOrder {
  readonly directory: string
  readonly plugins: number
  readonly nodes: number
  readonly metrics: number
}

export interface SendersResult {
  /** Reports that each plugin was asked for since "reset". */
  readonly reports: readonly number[]
  /** Longest distance between two reports of one plugin since "reset". */
  readonly longestGapMs: number
  readonly bodyBytes: number
}

/** The body of a report as plugins write it. */
export function bodyOf(id: string, { nodes, metrics }: SendersOrder, date: string): string {
  return JSON.stringify({
    Host: {
      nodes: Object.fromEntries(
        Array.from({ length: nodes }, (_node, node) => [
          `web${String(node).padStart(3, '0')};<host>`,
          {
            metrics: Object.fromEntries(
              Array.from({ length: metrics }, (_metric, metric) => [
                `${id}_metric_${metric}`,
                { samples: [{ date, value: Math.random() * 100 }], min: 0, max: 100 },
              ]),
            ),
          },
        ]),
      ),
      metric_templates: Object.fromEntries(
        Array.from({ length: metrics }, (_metric, metric) => [
          `${id}_metric_${metric}`,
          {
            id: `${id}_metric_${metric}`,
            label: `Metric ${metric}`,
            format: 'percent',
            priority: metric / 10,
          },
        ]),
      ),
    },
    Plugins: [{ id, label: id, description: 'benchmark', interfaces: ['reporter'], api_version: '1' }],
  })
}

/** A process of its own, so that its work is not measured as the console's. */
if (process.send !== undefined) {
  process.once('message', (order: SendersOrder) => {
    const lastAt: number[] = []
    let reports: number[] = []
    let longestGapMs = 0
    let bodyBytes = 0
    // A body is not made twice within half a second: the senders shall not be what is measured.
    const servers = Array.from({ length: order.plugins }, (_plugin, index) => {
      const id = `plugin${index}`
      reports[index] = 0
      let body = ''
      let madeAt = 0
      return new Promise<void>((resolve) => {
        createServer((request, response) => {
          if (request.url?.startsWith('/report') !== true) {
            response.writeHead(404).end('404 page not found')
            return
          }
          const now = Date.now()
          if (now - madeAt >= 500) {
            body = bodyOf(id, order, new Date(now).toISOString())
            madeAt = now
            bodyBytes = Buffer.byteLength(body)
          }
          longestGapMs = Math.max(longestGapMs, lastAt[index] === undefined ? 0 : now - lastAt[index])
          lastAt[index] = now
          reports[index] = (reports[index] ?? 0) + 1
          response.writeHead(200, {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
          })
          response.end(body)
        }).listen(join(order.directory, `${id}.sock`), resolve)
      })
    })
    void Promise.all(servers).then(() => process.send?.('ready'))
    process.on('message', (message) => {
      if (message === 'reset') {
        reports = reports.map(() => 0)
        longestGapMs = 0
      }
      if (message === 'report') {
        const result: SendersResult = { reports, longestGapMs, bodyBytes }
        process.send?.(result)
      }
    })
  })
}
