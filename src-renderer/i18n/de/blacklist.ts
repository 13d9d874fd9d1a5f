import type { en } from '../en.ts'
import type { Translation } from '../keys.ts'

export const blacklist: Translation<typeof en.blacklist> = {}
