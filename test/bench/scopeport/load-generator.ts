import { connect } from 'node:net'

/** What one run is to do; comes over IPC. */
export interface LoadOrder {
  readonly port: number
  readonly clients: number
  readonly durationMs: number
  /** `id,login,password` of the hosts that share the clients. */
  readonly logins: readonly string[]
}

/** What came of it. */
export interface LoadResult {
  readonly transactionsPerSecond: number
  readonly latencyP99Ms: number
  /** Transactions that did not end in three okays. */
  readonly failed: number
}

const SENSORS = ['cpuload1', 'cpuload5', 'cpuload15', 'free_memory', 'free_swap', 'free_inodes', 'open_files']

/** A whole transaction as an agent does it: each message after the reply to the one before. */
function transact(port: number, login: string, sent: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    let received = ''
    socket.setEncoding('latin1')
    socket.on('data', (text) => {
      received += String(text)
      if (received === 'Okay') socket.write(login)
      else if (received === 'OkayOkay') socket.write(sent)
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', () => resolve(received === 'OkayOkayOkay'))
  })
}

async function load({ port, clients, durationMs, logins }: LoadOrder): Promise<LoadResult> {
  const latencies: number[] = []
  let failed = 0
  const startedAt = performance.now()
  const endsAt = startedAt + durationMs
  async function client(index: number): Promise<void> {
    const login = logins[index % logins.length] ?? ''
    const id = login.split(',', 1)[0] ?? ''
    for (let number = index; performance.now() < endsAt; number++) {
      const sensor = SENSORS[number % SENSORS.length] ?? ''
      const sentAt = performance.now()
      const isOkay = await transact(port, `${login}\n`, `${id},${sensor},${number}.25\n`)
      latencies.push(performance.now() - sentAt)
      if (!isOkay) failed++
    }
  }
  await Promise.all(Array.from({ length: clients }, (_, index) => client(index)))
  const seconds = (performance.now() - startedAt) / 1_000
  latencies.sort((a, b) => a - b)
  return {
    transactionsPerSecond: (latencies.length - failed) / seconds,
    latencyP99Ms: latencies[Math.floor(latencies.length * 0.99)] ?? NaN,
    failed,
  }
}

process.on('message', (order: LoadOrder) => {
  void load(order).then((result) => process.send?.(result))
})
process.on('disconnect', () => process.exit(0))
