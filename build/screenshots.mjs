/**
 * `npm run screenshots`: takes the pictures of the user guide anew, in both
 * themes, from a console of its own on a temporary folder. Takes about three
 * minutes, because the machines on them send in real time.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { knock, makeTrouble, pause, startCollectls, startScopeports } from './picture-machines.mjs'
import { startPlugins } from './picture-plugins.mjs'
import { NODE, prepare, ROOT, say } from './prepare.mjs'
import { findProgram, installCommand } from './system-packages.mjs'

const PICTURES = join(ROOT, 'docs', 'screenshots')
/** `npm run screenshots -- overview graphs` takes these alone. */
const WANTED = process.argv.slice(2)
const SIZE = { width: 1360, height: 800 }
const THEMES = /** @type {const} */ (['dark', 'light'])
/** A chart each, the last one first on the page; the metrics of the machines on it. */
const CHARTS = [
  ['nettotals.kbin', 'nettotals.kbout'],
  ['meminfo.free'],
  ['cpuload.avg1'],
  ['cputotals.total'],
]
/** A picture that is larger slows down every clone. */
const LIMIT_BYTES = 200_000
/** How long the machines send before the pictures are taken. */
const PLAY_MS = 100_000
/** For fonts, charts, and figures that are read every two seconds. */
const SETTLE_MS = 2_500

/** @typedef {import('@playwright/test').Page} Page */

/** @param {Page} page @param {string} path */
async function goTo(page, path) {
  await page.goto(`${new URL(page.url()).origin}/#/${path}`)
  await page.getByRole('heading', { level: 1 }).waitFor()
}

/** @param {Page} page @param {string} name */
async function take(page, name) {
  if (WANTED.length > 0 && !WANTED.includes(name)) return
  for (const colorScheme of THEMES) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await pause(SETTLE_MS)
    const path = join(PICTURES, `${name}-${colorScheme}.png`)
    await page.screenshot({ path })
    const { size } = statSync(path)
    say(`${name}-${colorScheme}.png ${Math.round(size / 1000)} KB`)
    if (size > LIMIT_BYTES) throw new Error(`${path} is larger than ${LIMIT_BYTES} bytes`)
  }
}

/** @param {string} dataDir */
const pluginsIn = (dataDir) => join(dataDir, 'plugins')

/** @param {string} dataDir */
async function startConsole(dataDir) {
  const program = join(ROOT, 'out', 'main', 'headless.js')
  const child = spawn(
    NODE,
    [
      ...['--disable-warning=ExperimentalWarning', program],
      ...['--data', dataDir, '--http', '127.0.0.1:0', '--plugins', pluginsIn(dataDir)],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  process.once('exit', () => child.kill('SIGKILL'))
  const link = await new Promise((/** @type {(link: string) => void} */ resolve, reject) => {
    let text = ''
    child.stdout.on('data', (bytes) => {
      text += String(bytes)
      const match = /Open (\S+)/.exec(text)
      if (match?.[1] !== undefined) resolve(match[1])
    })
    child.once('exit', () => reject(new Error(`The console ended: ${text}`)))
  })
  const runtime = JSON.parse(readFileSync(join(dataDir, 'runtime.json'), 'utf8'))
  /** @type {import('./picture-machines.mjs').Api['api']} */
  const api = async (method, path, body) => {
    const answer = await fetch(runtime.http.url + path, {
      method,
      headers: { authorization: `Bearer ${runtime.http.token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }
  const status = /** @type {{ listeners: { name: string, state: string, port: number }[] }} */ (
    await api('GET', '/api/status')
  )
  const scopeport = status.listeners.find(({ name }) => name === 'scopeport')
  if (scopeport?.state !== 'listening') throw new Error('Port 12201 is taken: stop the other console first.')
  const ended = new Promise((resolve) => {
    child.once('close', resolve)
  })
  return {
    link,
    api,
    scopeportPort: scopeport.port,
    plugins: pluginsIn(dataDir),
    async stop() {
      child.kill('SIGINT')
      await ended
    },
  }
}

/** @param {Awaited<ReturnType<typeof startConsole>>} served @param {readonly string[]} metrics */
async function seriesOf(served, metrics) {
  const ids = []
  for (const name of ['db01', 'web01', 'web02', 'build01']) {
    for (const metric of metrics) {
      const found = /** @type {{ id: number, metric: string }[]} */ (
        await served.api('GET', `/api/series?host=${name}&source=collectl&search=${metric}`)
      )
      ids.push(...found.filter((one) => one.metric === metric).map(({ id }) => id))
    }
  }
  return ids
}

/** Top, sorted by its first column, with lines. @param {Page} page */
async function takeTop(page) {
  await goTo(page, 'top')
  await page.getByRole('grid').getByRole('row').nth(3).waitFor()
  await page.getByTitle('Sort by CPU', { exact: true }).click()
  await page.getByRole('button', { name: 'Lines', exact: true }).click()
  await take(page, 'top')
}

/** A proxy that nobody has started yet, with a host and a command that waits. @param {Awaited<ReturnType<typeof startConsole>>} served */
async function makeProxy(served) {
  const { id } = /** @type {{ id: number }} */ (
    await served.api('POST', '/api/proxies', { name: 'site-north', mode: 'active' })
  )
  const interfaces = [{ type: 'agent', address: '192.0.2.20', port: 10050 }]
  const host = /** @type {{ id: number }} */ (
    await served.api('POST', `/api/proxies/${id}/hosts`, { host: 'lab-pi', interfaces })
  )
  await served.api('POST', `/api/zabbix/hosts/${host.id}/presets/linux-agent`, {})
  await served.api('POST', '/api/tasks', {
    proxyId: id,
    kind: 'command',
    host: 'lab-pi',
    command: 'df -h /var',
  })
  return id
}

/** @param {Page} page @param {Awaited<ReturnType<typeof startConsole>>} served */
async function takeAll(page, served) {
  await page.goto(served.link)
  await page.getByRole('button', { name: 'Play demo data' }).waitFor()
  await take(page, 'first-minute')

  const endCollectls = await startCollectls(served)
  await pause(2000)
  const endScopeports = await startScopeports(served)
  const endPlugins = await startPlugins(served.plugins)
  await makeTrouble(served)
  await served.api('POST', '/api/collectl/endpoints', { address: '127.0.0.1:26599', name: 'nas01' })
  await page.getByRole('button', { name: 'Add a source' }).click()
  await page.getByRole('button', { name: 'Play demo data' }).click()
  say(`The machines send for ${PLAY_MS / 1000} s …`)
  await pause(PLAY_MS)

  await goTo(page, 'overview')
  await take(page, 'overview')
  for (const metrics of CHARTS)
    await goTo(page, `graphs?series=${(await seriesOf(served, metrics)).join(',')}`)
  await page.getByRole('button', { name: '5 min', exact: true }).click()
  await take(page, 'graphs')
  await takeTop(page)
  const proxyId = await makeProxy(served)
  const names = [
    ...['hosts', 'proxies', 'tasks', 'logins', 'blacklist', 'collectl', 'plugins', 'topology'],
    ...['storage', 'settings'],
  ]
  for (const name of names) {
    if (name === 'logins') await knock(served)
    await goTo(page, name)
    await take(page, name)
  }
  await goTo(page, `proxies/${proxyId}`)
  await take(page, 'proxy')
  await goTo(page, 'collectl/runs')
  await take(page, 'runs')
  const hosts = /** @type {{ id: number, name: string }[]} */ (await served.api('GET', '/api/hosts'))
  await goTo(page, `hosts/${hosts.find(({ name }) => name === 'web01')?.id ?? 1}`)
  await take(page, 'host')
  await goTo(page, 'overview')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('web cpu')
  await take(page, 'palette')
  endScopeports()
  await endPlugins()
  await endCollectls()
}

await prepare()
const executablePath = findProgram('chromium')
if (executablePath === null) throw new Error(`Chromium is missing: ${installCommand(['chromium'])}`)
mkdirSync(PICTURES, { recursive: true })
const folder = mkdtempSync(join(tmpdir(), 'scopedeck-'))
const served = await startConsole(folder)
const browser = await chromium.launch({
  executablePath,
  args: ['--disable-gpu', '--hide-scrollbars', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
})
try {
  const context = await browser.newContext({ viewport: SIZE, deviceScaleFactor: 1, locale: 'en-GB' })
  await takeAll(await context.newPage(), served)
} finally {
  await browser.close()
  await served.stop()
  rmSync(folder, { recursive: true, force: true })
}
