import type { en } from '../en.ts'
import type { Translation } from '../keys.ts'

export const collectl: Translation<typeof en.collectl> = {}
