import { existsSync } from 'node:fs'
import { describe, it } from 'vitest'

/** A program of the system that a suite runs. */
export interface SystemProgram {
  readonly name: string
  readonly path: string
  /** Installs it on Debian. */
  readonly install: string
}

export const COLLECTL: SystemProgram = {
  name: 'collectl',
  path: '/usr/bin/collectl',
  install: 'apt-get install collectl',
}

export const MARIADB: SystemProgram = {
  name: 'mariadb-server',
  path: '/usr/sbin/mariadbd',
  install: 'apt-get install mariadb-server',
}

/** Makes one database of several MariaDB servers. */
export const GALERA: SystemProgram = {
  name: 'galera-4',
  path: '/usr/lib/galera/libgalera_smm.so',
  install: 'apt-get install galera-4',
}

/** Copies the data to a server that joins a cluster. */
export const RSYNC: SystemProgram = {
  name: 'rsync',
  path: '/usr/bin/rsync',
  install: 'apt-get install rsync',
}

/** Cuts a network of our own. */
export const IPROUTE: SystemProgram = {
  name: 'iproute2',
  path: '/usr/sbin/ip',
  install: 'apt-get install iproute2',
}

/** Makes the certificates of the tests of TLS. */
export const OPENSSL: SystemProgram = {
  name: 'openssl',
  path: '/usr/bin/openssl',
  install: 'apt-get install openssl',
}

export const SSHD: SystemProgram = {
  name: 'openssh-server',
  path: '/usr/sbin/sshd',
  install: 'apt-get install openssh-server',
}

export const SSH: SystemProgram = {
  name: 'openssh-client',
  path: '/usr/bin/ssh',
  install: 'apt-get install openssh-client',
}

/** Gives machines networks of their own. */
export const IP: SystemProgram = {
  name: 'iproute2',
  path: '/usr/sbin/ip',
  install: 'apt-get install iproute2',
}

/** Namespaces: a host name and a network of one's own. */
export const ROOT: SystemProgram = {
  name: 'the rights of root',
  path: process.getuid?.() === 0 ? '/proc/self/ns/uts' : '/proc/none',
  install: 'sudo npm test',
}

export type Verdict =
  | { readonly kind: 'run' }
  | { readonly kind: 'skip'; readonly title: string }
  | { readonly kind: 'fail'; readonly title: string }

/** What becomes of a suite: it runs, is skipped by a name that says what is missing, or (with CI=true) fails. */
export function judge(title: string, missing: readonly SystemProgram[], isCi: boolean): Verdict {
  if (missing.length === 0) return { kind: 'run' }
  const names = missing.map(({ name }) => name).join(', ')
  const commands = missing.map(({ install }) => install).join(' && ')
  return { kind: isCi ? 'fail' : 'skip', title: `${title} [needs ${names}: ${commands}]` }
}

/** `describe` for a suite that needs programs of the system. */
export function describeNeeding(programs: readonly SystemProgram[], title: string, body: () => void): void {
  const missing = programs.filter(({ path }) => !existsSync(path))
  const verdict = judge(title, missing, process.env['CI'] === 'true')
  switch (verdict.kind) {
    case 'run':
      describe(title, body)
      break
    case 'skip':
      describe.skip(verdict.title, body)
      break
    case 'fail':
      describe(verdict.title, () => {
        it('has what it needs', () => {
          throw new Error(verdict.title)
        })
      })
  }
}
