/** An address (prefix of full length) or a network in CIDR notation. */
export interface IpNetwork {
  readonly bytes: readonly number[]
  readonly prefix: number
}

/**
 * Reads `10.0.0.1`, `10.0.0.0/8`, `::1`, `2001:db8::/32`. An IPv4-mapped IPv6
 * address is the IPv4 address. Null when it is neither an address nor a network.
 */
export function parseNetwork(text: string): IpNetwork | null {
  const [addressText = '', prefixText, ...rest] = text.trim().split('/')
  if (rest.length > 0) return null
  const parsed = parseAddress(addressText)
  if (parsed === null) return null
  const bits = parsed.length * 8
  if (prefixText === undefined) return unmap({ bytes: parsed, prefix: bits })
  if (!/^\d{1,3}$/.test(prefixText) || Number(prefixText) > bits) return null
  return unmap({ bytes: masked(parsed, Number(prefixText)), prefix: Number(prefixText) })
}

/** Whether `outer` covers all of `inner`. */
export function covers(outer: IpNetwork, inner: IpNetwork): boolean {
  if (outer.bytes.length !== inner.bytes.length || outer.prefix > inner.prefix) return false
  const whole = outer.prefix >> 3
  for (let index = 0; index < whole; index++) if (outer.bytes[index] !== inner.bytes[index]) return false
  const restBits = outer.prefix & 7
  if (restBits === 0) return true
  const mask = 0xff << (8 - restBits)
  return ((outer.bytes[whole] ?? 0) & mask) === ((inner.bytes[whole] ?? 0) & mask)
}

/** One spelling a network: equal networks give equal text. */
export function formatNetwork({ bytes, prefix }: IpNetwork): string {
  const address = bytes.length === 4 ? bytes.join('.') : formatIpv6(bytes)
  return prefix === bytes.length * 8 ? address : `${address}/${prefix}`
}

function parseAddress(text: string): readonly number[] | null {
  return text.includes(':') ? parseIpv6(text.replace(/%.*$/, '')) : parseIpv4(text)
}

function parseIpv4(text: string): readonly number[] | null {
  const parts = text.split('.')
  if (parts.length !== 4) return null
  // No leading zeros: some programs read them as octal, so they mean two different addresses.
  if (!parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)) return null
  return parts.map(Number)
}

function parseIpv6(text: string): readonly number[] | null {
  const halves = text.split('::')
  if (halves.length > 2) return null
  const isShortened = halves.length === 2
  const head = parseGroups(halves[0] ?? '', !isShortened)
  const tail = isShortened ? parseGroups(halves[1] ?? '', true) : []
  if (head === null || tail === null) return null
  const missing = 16 - head.length - tail.length
  if (isShortened ? missing < 2 : missing !== 0) return null
  return [...head, ...new Array<number>(missing).fill(0), ...tail]
}

/** @param isLast only the last four bytes of an address may be written as IPv4 (RFC 4291 §2.2) */
function parseGroups(text: string, isLast: boolean): readonly number[] | null {
  if (text === '') return []
  const bytes: number[] = []
  const groups = text.split(':')
  for (const [index, group] of groups.entries()) {
    if (group.includes('.') && isLast && index === groups.length - 1) {
      const last = parseIpv4(group)
      if (last === null) return null
      bytes.push(...last)
    } else if (/^[0-9a-f]{1,4}$/i.test(group)) {
      const value = Number.parseInt(group, 16)
      bytes.push(value >> 8, value & 0xff)
    } else return null
  }
  return bytes
}

function unmap(network: IpNetwork): IpNetwork {
  const { bytes, prefix } = network
  const isMapped =
    bytes.length === 16 &&
    prefix >= 96 &&
    bytes.slice(0, 10).every((byte) => byte === 0) &&
    bytes[10] === 0xff &&
    bytes[11] === 0xff
  return isMapped ? { bytes: bytes.slice(12), prefix: prefix - 96 } : network
}

function masked(bytes: readonly number[], prefix: number): readonly number[] {
  return bytes.map((byte, index) => {
    const bits = Math.min(8, Math.max(0, prefix - index * 8))
    return byte & (0xff << (8 - bits)) & 0xff
  })
}

/** RFC 5952: lower case, the longest run of zero groups shortened. */
function formatIpv6(bytes: readonly number[]): string {
  const groups = Array.from(
    { length: 8 },
    (_, index) => ((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0),
  )
  let bestStart = -1
  let bestLength = 1
  for (let start = 0; start < 8; start++) {
    let length = 0
    while (start + length < 8 && groups[start + length] === 0) length++
    if (length > bestLength) [bestStart, bestLength] = [start, length]
  }
  const text = groups.map((group) => group.toString(16))
  if (bestStart < 0) return text.join(':')
  return `${text.slice(0, bestStart).join(':')}::${text.slice(bestStart + bestLength).join(':')}`
}
