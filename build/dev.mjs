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

const builder = join(ROOT, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')

const results = await Promise.all([
  runInForeground(NODE, [builder, 'build', '--watch', '--logLevel', 'warn'], { cwd: ROOT }),
  runInForeground(
    NODE,
    ['--disable-warning=ExperimentalWarning', join(ROOT, 'src-main/headless.ts'), ...process.argv.slice(2)],
    {
      cwd: ROOT,
    },
  ),
])
process.exitCode = results.every((result) => result.wasStopped) ? 0 : 1
