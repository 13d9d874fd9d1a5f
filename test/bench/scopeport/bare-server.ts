import { createServer } from 'node:net'

/**
 * The exchange of ScopePort with nothing behind it: three okays, nothing
 * checked, nothing stored. What Node's sockets allow, and so the limit.
 */
const NEWLINE = 10
const server = createServer((socket) => {
  let lines = 0
  socket.setNoDelay(true)
  socket.on('error', () => socket.destroy())
  socket.on('data', (bytes) => {
    for (const byte of bytes) {
      if (byte !== NEWLINE) continue
      lines++
      if (lines === 2) socket.end('Okay')
      else socket.write('Okay')
    }
  })
  socket.write('Okay')
})

server.listen({ host: '127.0.0.1', port: 0, backlog: 4_096 }, () => {
  const address = server.address()
  if (typeof address === 'object' && address !== null) process.send?.({ port: address.port })
})
process.on('disconnect', () => process.exit(0))
