import { describe } from 'vitest'
import { blacklistSuite } from './store-blacklist.ts'
import { catalogueSuite } from './store-catalogue.ts'
import type { MakeStore } from './store-fixtures.ts'
import { loginsSuite } from './store-logins.ts'
import { rangeSuite } from './store-range.ts'
import { receivedSuite } from './store-received.ts'
import { retentionSuite } from './store-retention.ts'
import { rollupSuite } from './store-rollup.ts'
import { statesSuite } from './store-states.ts'
import { zabbixSuite } from './store-zabbix.ts'

/** What every implementation of the `Store` port does alike, whatever database it stands on. */
export function storeSuite(name: string, make: MakeStore): void {
  describe(`${name} store`, () => {
    catalogueSuite(make)
    rangeSuite(make)
    rollupSuite(make)
    retentionSuite(make)
    statesSuite(make)
    loginsSuite(make)
    blacklistSuite(make)
    zabbixSuite(make)
    receivedSuite(make)
  })
}
