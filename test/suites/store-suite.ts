import { describe } from 'vitest'
import { annotationsSuite } from './store-annotations.ts'
import { blacklistSuite } from './store-blacklist.ts'
import { boardsSuite } from './store-boards.ts'
import { catalogueSuite } from './store-catalogue.ts'
import { consolesSuite } from './store-consoles.ts'
import { collectlRunsSuite } from './store-collectl-runs.ts'
import type { MakeStore } from './store-fixtures.ts'
import { loginsSuite } from './store-logins.ts'
import { momentSuite } from './store-moment.ts'
import { rangeSuite } from './store-range.ts'
import { receivedSuite } from './store-received.ts'
import { retentionSuite } from './store-retention.ts'
import { rollupSuite } from './store-rollup.ts'
import { sizeSuite } from './store-size.ts'
import { statesSuite } from './store-states.ts'
import { tablesSuite } from './store-tables.ts'
import { zabbixSuite } from './store-zabbix.ts'

/** What every implementation of the `Store` port does alike, whatever database it stands on. */
export function storeSuite(name: string, make: MakeStore): void {
  describe(`${name} store`, () => {
    catalogueSuite(make)
    consolesSuite(make)
    rangeSuite(make)
    momentSuite(make)
    rollupSuite(make)
    retentionSuite(make)
    sizeSuite(make)
    statesSuite(make)
    loginsSuite(make)
    blacklistSuite(make)
    boardsSuite(make)
    annotationsSuite(make)
    collectlRunsSuite(make)
    zabbixSuite(make)
    receivedSuite(make)
    tablesSuite(make)
  })
}
