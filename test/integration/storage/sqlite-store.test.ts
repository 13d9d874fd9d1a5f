import { storeSuite } from '../../suites/store-suite.ts'
import { sqliteUnderTest } from './sqlite-under-test.ts'

storeSuite('SQLite', sqliteUnderTest)
