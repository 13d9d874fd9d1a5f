/**
 * What must be there before anything runs: the packages of the lock file and a
 * build of the sources as they are now. Plain Node 20 without dependencies,
 * because on a fresh machine this is the first thing that runs.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runQuietly } from './run-program.mjs'

export const ROOT = fileURLToPath(new URL('..', import.meta.url))
const MODULES = join(ROOT, 'node_modules')
const OUT = join(ROOT, 'out')
const LOCK_RECORD = join(MODULES, '.scopedeck-lock')
const BUILD_RECORD = join(OUT, '.sources')

/** Caches and reports of the scripts: goes away together with the packages. */
export const CACHE = join(MODULES, '.cache', 'scopedeck')

/** The Node that the console and every tool run on, whatever the machine has. */
export const NODE = join(MODULES, '.bin', process.platform === 'win32' ? 'node.cmd' : 'node')

const OLDEST_NODE = 20
/** What a build must leave behind to be worth starting. */
export const BUILT = [
  'main/index.js',
  'main/headless.js',
  'main/import-worker.js',
  'main/sqlite-worker.js',
  'main/plugin-parser.js',
  'main/frame-worker.js',
  'preload/index.cjs',
  'renderer/index.html',
]
const SOURCES = ['src-main', 'src-renderer', 'electron.vite.config.ts', 'package.json', 'package-lock.json']

/** @param {string} sentence */
export function say(sentence) {
  process.stdout.write(`${sentence}\n`)
}

/**
 * Ends the program with one plain sentence and exit code 1.
 *
 * @param {string} sentence
 * @returns {never}
 */
export function giveUp(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}

/** Installs and builds what is missing or out of date. */
export async function prepare() {
  await installPackages()
  await buildSources()
}

/** Runs `npm ci` when the packages are not those of the lock file. */
export async function installPackages() {
  if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
    giveUp(`Scopedeck needs Node ${OLDEST_NODE} or later; this is ${process.version}.`)
  }
  const wanted = hashOf([join(ROOT, 'package-lock.json')])
  if (areInstalled(wanted)) return
  say('Installing packages (once, may take a minute) …')
  const result = await runQuietly(...npmCommand(['ci', '--no-audit', '--no-fund', '--loglevel=error']), {
    cwd: ROOT,
    env: withoutOwnTools(process.env),
    hasFamily: true,
  })
  if (result.code !== 0) giveUp(`The packages could not be installed (npm ci):\n${result.output}`)
  if (!existsSync(NODE))
    giveUp('The packages are installed, but Node 24 is not among them (node_modules/.bin/node).')
  writeFileSync(LOCK_RECORD, wanted)
}

/** Builds when a source is not what it was at the last build. */
export async function buildSources() {
  const wanted = hashOf(SOURCES.flatMap((name) => filesOf(join(ROOT, name))))
  if (read(BUILD_RECORD) === wanted && BUILT.every((file) => existsSync(join(OUT, file)))) return
  say('Building …')
  rmSync(BUILD_RECORD, { force: true })
  const cli = join(MODULES, 'electron-vite', 'bin', 'electron-vite.js')
  const result = await runQuietly(NODE, [cli, 'build', '--logLevel', 'warn'], { cwd: ROOT })
  if (result.code !== 0) giveUp(`The build failed:\n${result.output}`)
  mkdirSync(OUT, { recursive: true })
  writeFileSync(BUILD_RECORD, wanted)
}

/**
 * The hash of the lock file is recorded by us; where somebody ran npm by hand,
 * npm's own list of what it installed is compared instead.
 *
 * @param {string} wanted
 */
function areInstalled(wanted) {
  if (!existsSync(NODE)) return false
  if (read(LOCK_RECORD) === wanted) return true
  const installed = packagesOf(join(MODULES, '.package-lock.json'))
  const locked = packagesOf(join(ROOT, 'package-lock.json'))
  if (installed === null || locked === null) return false
  const same = [...locked].every(
    ([path, entry]) =>
      path === '' || entry.optional === true || installed.get(path)?.version === entry.version,
  )
  if (same) writeFileSync(LOCK_RECORD, wanted)
  return same
}

/**
 * @param {string} file
 * @returns {Map<string, { version?: string, optional?: boolean }> | null}
 */
function packagesOf(file) {
  const text = read(file)
  if (text === null) return null
  return new Map(Object.entries(JSON.parse(text).packages ?? {}))
}

/**
 * npm as this process was started by it, else the one on the path. Never our
 * own Node: npm is about to replace it.
 *
 * @param {string[]} args
 * @returns {[string, string[]]}
 */
function npmCommand(args) {
  const cli = process.env['npm_execpath']
  if (cli === undefined || !cli.endsWith('.js')) return ['npm', args]
  return [process.execPath.startsWith(MODULES) ? 'node' : process.execPath, [cli, ...args]]
}

/**
 * The environment with our own `node` taken off the path.
 *
 * @param {NodeJS.ProcessEnv} env
 */
function withoutOwnTools(env) {
  const path = (env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.startsWith(MODULES))
  return { ...env, PATH: path.join(delimiter) }
}

/** @param {readonly string[]} files */
function hashOf(files) {
  const hash = createHash('sha256')
  for (const file of files) hash.update(file).update('\0').update(readFileSync(file)).update('\0')
  return hash.digest('hex')
}

/**
 * Every file below a path, in a fixed order; tests are not part of a build.
 *
 * @param {string} path
 * @returns {string[]}
 */
function filesOf(path) {
  if (!existsSync(path)) return []
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path)
    .sort()
    .flatMap((name) => (name.endsWith('.test.ts') ? [] : filesOf(join(path, name))))
}

/** @param {string} file */
function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : null
}
