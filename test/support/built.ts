/**
 * The program as `npm run build` leaves it; the suites that run it build it
 * first (`build-first.ts`). Its threads as well, even for an engine that runs
 * from the sources inside a test: Node strips the types of a TypeScript file
 * with WebAssembly, and V8 ends the whole process now and then when several
 * threads do that at once.
 */
import { fileURLToPath } from 'node:url'
import { threadFilesOf } from '../../src-main/engine/thread-files.ts'

const entry = new URL('../../out/main/headless.js', import.meta.url)

export const BUILT_CONSOLE = fileURLToPath(entry)
export const BUILT_THREADS = threadFilesOf(entry.href)
