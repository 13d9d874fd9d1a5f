import type { en } from '../en.ts'
import type { Translation } from '../keys.ts'

export const settings: Translation<typeof en.settings> = {}
