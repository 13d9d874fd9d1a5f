import type { en } from '../en.ts'
import type { Translation } from '../keys.ts'

export const hosts: Translation<typeof en.hosts> = {}
