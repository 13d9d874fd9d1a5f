import type { en } from '../en.ts'
import type { Translation } from '../keys.ts'

export const graphs: Translation<typeof en.graphs> = {}
