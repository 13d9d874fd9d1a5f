import type { en } from '../en.ts'
import type { Translation } from '../keys.ts'

export const logins: Translation<typeof en.logins> = {}
