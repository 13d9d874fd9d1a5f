/**
 * Opens connections to a port and says nothing, or only the beginning of a
 * request, on them. A process of its own: both ends would be too many open
 * files for one. Arguments: port, how many. Sends `open`, then how many the
 * other side has closed when it has closed all.
 */
import { connect } from 'node:net'

const AT_ONCE = 500
const [port, wanted] = process.argv.slice(2).map(Number) as [number, number]
let closed = 0

function open(index: number): Promise<void> {
  return new Promise((resolve, reject) => {
    // No address may be over the limit of connections of one.
    const localAddress = `127.0.${1 + (index % 100)}.1`
    const socket = connect({ host: '127.0.0.1', port, localAddress }, resolve)
    if (index % 2 === 0) socket.write('ZBXD')
    socket.once('error', reject)
    socket.on('close', () => {
      closed += 1
      if (closed === wanted) process.send?.(closed, () => process.exit(0))
    })
  })
}

for (let opened = 0; opened < wanted; opened += AT_ONCE) {
  const count = Math.min(AT_ONCE, wanted - opened)
  await Promise.all(Array.from({ length: count }, (_, index) => open(opened + index)))
}
process.send?.('open')
