/** `npm run build`: builds what is out of date into out/. */
import { buildSources, installPackages, say } from './prepare.mjs'
import { quitOnSignal } from './run-program.mjs'

quitOnSignal(130)
await installPackages()
await buildSources()
say('out/ is up to date.')
