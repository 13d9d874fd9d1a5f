import type { en } from '../en.ts'
import type { Translation } from '../keys.ts'

export const overview: Translation<typeof en.overview> = {}
