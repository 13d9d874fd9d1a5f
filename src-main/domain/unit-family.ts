/** A unit of bytes as the wire writes it: `B`, `KB`, `MB/s`, `kbytes`, `Bps`. */
const BYTE_UNIT = /^(k|ki|m|mi|g|gi|t|ti)?(?:b|bytes?)(\/s|ps)?$/iu
const BYTE_PREFIXES = ['', 'k', 'm', 'g', 't']

interface UnitFamily {
  /** The unit that all of the family are shown in: bytes for KB, MB, …; any other unit is its own. */
  readonly name: string
  /** What a value is multiplied with to be in the family's unit. */
  readonly factor: number
}

/**
 * Values of one family may stand in one column: KB and GB do, KB and KB/s do
 * not. A KB has 1,024 bytes, as the kernel and collectl count.
 */
export function unitFamilyOf(unit: string): UnitFamily {
  const match = BYTE_UNIT.exec(unit.trim())
  if (match === null) return { name: unit.trim(), factor: 1 }
  const power = BYTE_PREFIXES.indexOf((match[1] ?? '').toLowerCase().slice(0, 1))
  return { name: match[2] === undefined ? 'B' : 'B/s', factor: 1024 ** power }
}
