import { afterAll, beforeAll } from 'vitest'
import { storeSuite } from '../../suites/store-suite.ts'
import { MariadbServer } from '../../support/mariadb.ts'
import { MARIADB, describeNeeding } from '../../support/needs.ts'
import { storesOn } from './mysql-under-test.ts'

describeNeeding([MARIADB], 'MariaDB', () => {
  let server: MariadbServer
  beforeAll(async () => {
    server = await MariadbServer.start()
  })
  afterAll(() => server.stop())

  storeSuite(
    'over TCP, slots of a minute',
    storesOn(() => server, { slotMinutes: 1 }),
  )
  storeSuite(
    'through a socket, slots of a day',
    storesOn(() => server, { slotMinutes: 1_440, isSocket: true }),
  )
})
