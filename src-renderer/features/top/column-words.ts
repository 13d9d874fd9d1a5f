import type { TopColumn } from '../../../src-main/contract/index.ts'
import { hasMessage, translate } from '../../i18n/i18n.ts'

/** A column as its head shows it. */
export interface HeadColumn {
  readonly key: string
  readonly label: string
  /** What its numbers are counted in; bytes are scaled in each cell. */
  readonly unit: string
  readonly widthPx: number
}

/** What a person reads for a quantity: the word of the language, or what the source calls it. */
export function columnLabel(key: string, catalogue: ReadonlyMap<string, TopColumn>): string {
  const word = `top.quantity-${key}`
  if (hasMessage(word)) return translate(word)
  return catalogue.get(key)?.label ?? key.replace(/\.[^.]*$/u, '').replaceAll('-', ' ')
}

const CHARACTER_PX = 7
const PADDING_PX = 40
const NARROWEST_PX = 86
const WIDEST_PX = 150
/** What a small line takes beside the number. */
export const LINE_PX = 84

/** Wide enough for the name, in two lines where it is long. */
export function columnWidth(label: string, hasLine: boolean): number {
  const longest = Math.max(...label.split(' ').map((word) => word.length), Math.ceil(label.length / 2))
  const wide = Math.min(WIDEST_PX, Math.max(NARROWEST_PX, longest * CHARACTER_PX + PADDING_PX))
  return wide + (hasLine ? LINE_PX : 0)
}
