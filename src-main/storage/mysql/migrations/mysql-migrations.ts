import { MIGRATIONS } from '../../migrations/migrate.ts'
import type { Migration } from '../../migrations/migration.ts'
import { sampleDays } from './0003-mysql-days.ts'

/** The common list, and what only MySQL needs. */
export const MYSQL_MIGRATIONS: readonly Migration[] = [...MIGRATIONS, sampleDays]
