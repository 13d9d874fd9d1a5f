/** `npm run headless -- --data DIR [--http HOST:PORT] [--scopeport HOST:PORT|off]` */
import { runHeadless } from './headless-program.mjs'
import { prepare } from './prepare.mjs'
import { quitOnSignal } from './run-program.mjs'

const release = quitOnSignal(0)
await prepare()
release()
process.exitCode = await runHeadless(process.argv.slice(2))
