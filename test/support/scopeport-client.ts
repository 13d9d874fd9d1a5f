import { RawClient } from './raw-client.ts'

export interface ScopePortLogin {
  readonly port: number
  readonly id: number
  readonly password: string
  /** Another loopback address, to be another machine. */
  readonly from?: string
}

/** One transaction as scopeport.md §2 has it; gives everything that the console answered. */
export function sendPackage(login: ScopePortLogin, sensor: string, value: string): Promise<string> {
  const { port, id, password, from } = login
  const client = new RawClient({ port, ...(from === undefined ? {} : { localAddress: from }) })
  return client.send(`${id},login,${password}\n${id},${sensor},${value}\n`).all()
}

/** A login with a wrong password; gives what the console answered. */
export function failLogin(port: number, id: number, from: string): Promise<string> {
  return new RawClient({ port, localAddress: from }).send(`${id},login,wrong\n`).all()
}
