/** A machine of a run, as a person names it. */
export type RunTarget =
  | { readonly kind: 'local'; readonly text: string }
  | {
      readonly kind: 'ssh'
      /** As it was written; names the machine in the run. */
      readonly text: string
      readonly user: string | null
      /** What ssh is asked for: a name, an address, or a `Host` of the user's own configuration. */
      readonly host: string
      readonly port: number | null
    }

/** No option of ssh begins like this, and nothing in it means anything to a shell. */
const USER = /^[A-Za-z0-9_][A-Za-z0-9_.\\+-]{0,100}$/
const HOST = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}$/
const IPV6 = /^[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*(?:%[A-Za-z0-9_.-]+)?$/

/** `local`, `host`, `user@host`, `host:port`, `[ipv6]:port`; null when it is nothing that ssh may be given. */
export function parseRunTarget(text: string): RunTarget | null {
  const written = text.trim()
  if (written === 'local') return { kind: 'local', text: written }
  const at = written.lastIndexOf('@')
  const user = at < 0 ? null : written.slice(0, at)
  if (user !== null && !USER.test(user)) return null
  const place = written.slice(at + 1)
  if (IPV6.test(place)) return { kind: 'ssh', text: written, user, host: place, port: null }
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(place)
  if (match === null) return null
  const [, bracketed, plain = '', portText] = match
  if (bracketed === undefined ? !HOST.test(plain) : !IPV6.test(bracketed)) return null
  const port = portText === undefined ? null : Number(portText)
  if (port !== null && (port < 1 || port > 65_535)) return null
  return { kind: 'ssh', text: written, user, host: bracketed ?? plain, port }
}
