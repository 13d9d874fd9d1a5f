import { hostname, networkInterfaces } from 'node:os'

/** Addresses of this machine, loopback and link-local ones left out. */
export function outerAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((infos) => infos ?? [])
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80:'))
    .sort((a, b) => a.family.localeCompare(b.family))
    .map(({ address }) => address)
}

/** The address to tell another machine; loopback where there is no network. */
export function reachableAddress(): string {
  return outerAddresses()[0] ?? '127.0.0.1'
}

export function thisMachine(): { name: string; addresses: string[] } {
  return { name: hostname().split('.', 1)[0] ?? hostname(), addresses: outerAddresses() }
}
