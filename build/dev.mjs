/**
 * `npm run dev`: runs the headless console from its sources (start it again
 * after a change of the engine) and builds the page whenever that changes
 * (reload the browser). For the desktop window: `npm start`.
 */
import { join } from 'node:path'
import { NODE, prepare, ROOT } from './prepare.mjs'
import { quitOnSignal, runInForeground } from './run-program.mjs'

const release = quitOnSignal(0)
await prepare()
release()

const { resolveConfig } = await import('electron-vite')
const { build } = await import('vite')
const { config } = await resolveConfig({ root: ROOT, logLevel: 'warn' }, 'build')
if (!config?.renderer) throw new Error('electron.vite.config.ts has no renderer')
const page = config.renderer
const watcher = await build({ ...page, logLevel: 'warn', build: { ...page.build, watch: {} } })

const program = [join(ROOT, 'src-main/headless.ts'), ...process.argv.slice(2)]
const { wasStopped, code } = await runInForeground(
  NODE,
  ['--disable-warning=ExperimentalWarning', ...program],
  {
    cwd: ROOT,
  },
)
if ('close' in watcher) await watcher.close()
process.exitCode = wasStopped ? 0 : code
