/** `npm run headless -- --data DIR [--http HOST:PORT] [--scopeport HOST:PORT|off]` */
import { runHeadless } from './headless-program.mjs'
import { prepare } from './prepare.mjs'

await prepare()
process.exitCode = await runHeadless(process.argv.slice(2))
