import { createServer } from 'node:net'

/** The wanted port where nobody listens on it, otherwise one that is free now. IPv4, every address. */
export async function freePort(wanted: number): Promise<number> {
  return (await tryPort(wanted)) ?? (await tryPort(0)) ?? wanted
}

function tryPort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(null))
    probe.listen({ port, host: '0.0.0.0' }, () => {
      const address = probe.address()
      const bound = address === null || typeof address === 'string' ? null : address.port
      probe.close(() => resolve(bound))
    })
  })
}
