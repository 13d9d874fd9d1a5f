/** How the version of a proxy stands to the one that is spoken here (zabbix.md §5: checked for data only). */
export type VersionVerdict = 'same' | 'older' | 'unsupported'

const VERSION = /^(\d{1,3})\.(\d{1,3})(?:\D|$)/
/** 6.0, and the oldest that the original takes. */
const OURS = 600
const OLDEST = 402

/** Major and minor count; a newer one, none at all, or one before 4.2 is not taken. */
export function judgeVersion(version: string | null): VersionVerdict {
  const [, major, minor] = VERSION.exec(version ?? '') ?? []
  if (major === undefined || minor === undefined) return 'unsupported'
  const number = Number(major) * 100 + Number(minor)
  if (number > OURS || number < OLDEST) return 'unsupported'
  return number === OURS ? 'same' : 'older'
}

/** What the console says of an older proxy, in the words of the original. */
export function differenceInWords(version: string): string {
  const [major = '', minor = ''] = version.split('.')
  return `protocol version ${major}.${minor} differs from server version 6.0`
}
