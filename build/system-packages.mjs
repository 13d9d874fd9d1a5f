/** Programs of the system that a suite of tests needs, and how they come onto a Debian machine. */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { say } from './prepare.mjs'
import { runQuietly } from './run-program.mjs'

/** Names under which a program may be found, best first. */
const PROGRAMS = {
  chromium: ['chromium', 'chromium-browser', 'google-chrome'],
  collectl: ['collectl'],
  'galera-4': ['libgalera_smm.so'],
  iproute2: ['ip'],
  'mariadb-server': ['mariadbd'],
  openssl: ['openssl'],
  rsync: ['rsync'],
  'openssh-server': ['sshd'],
  'openssh-client': ['ssh'],
  'zabbix-agent': ['zabbix_agentd'],
  'zabbix-proxy-sqlite3': ['zabbix_proxy'],
}

/** Where servers are, which only the administrator has in the PATH, and the library of a cluster. */
const SYSTEM_FOLDERS = ['/usr/sbin', '/usr/lib/galera']

/** @typedef {keyof typeof PROGRAMS} SystemPackage */

/**
 * @param {SystemPackage} name
 * @returns {string | null} where the program is
 */
export function findProgram(name) {
  const chosen = name === 'chromium' ? process.env['CHROMIUM_PATH'] : undefined
  if (chosen !== undefined && existsSync(chosen)) return chosen
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...SYSTEM_FOLDERS]
  const candidates = PROGRAMS[name].flatMap((program) => folders.map((folder) => join(folder, program)))
  return candidates.find((path) => existsSync(path)) ?? null
}

/**
 * Installs what is missing, where we may.
 *
 * @param {readonly SystemPackage[]} names
 * @returns {Promise<readonly SystemPackage[]>} those that are still missing
 */
export async function installMissing(names) {
  const missing = () => names.filter((name) => findProgram(name) === null)
  if (missing().length === 0 || !mayInstall()) return missing()
  say(`Installing ${missing().join(' and ')} with apt-get …`)
  // The package lists may be absent or old: update, and try once more. One package
  // at a time, so that one that cannot be had does not keep the others away.
  for (const name of missing()) await aptGet(['install', '-y', '--no-install-recommends', name])
  if (missing().length > 0) {
    await aptGet(['update'])
    for (const name of missing()) {
      const result = await aptGet(['install', '-y', '--no-install-recommends', name])
      if (result.code !== 0) say(`apt-get could not install ${name}:\n${result.output.slice(-1000)}`)
    }
  }
  return missing()
}

/** @param {readonly SystemPackage[]} names */
export function installCommand(names) {
  return `sudo apt-get install ${names.join(' ')}`
}

function mayInstall() {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
}

/** @param {readonly string[]} args */
function aptGet(args) {
  // Run level 1: a package that brings a service (collectl does) must not start it.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  return runQuietly('apt-get', ['-q', ...args], { env })
}
