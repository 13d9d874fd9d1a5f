import { computed, reactive, type ComputedRef } from 'vue'
import type { ConnectionFields, DatabaseConnection, TlsMode } from '../../../src-main/contract/index.ts'

interface ConnectionDraft {
  name: string
  way: 'tcp' | 'socket'
  hosts: string
  socketPath: string
  user: string
  password: string
  database: string
  tls: TlsMode
  caFile: string
  certFile: string
  keyFile: string
}

export interface ConnectionForm {
  readonly draft: ConnectionDraft
  readonly isComplete: ComputedRef<boolean>
  /** Fills the fields from a connection, or for a new one. */
  fill(connection: DatabaseConnection | null): void
  /** As the contract wants it; without a password where none was typed. */
  fields(): ConnectionFields
}

const EMPTY: ConnectionDraft = {
  name: '',
  way: 'tcp',
  hosts: '',
  socketPath: '/run/mysqld/mysqld.sock',
  user: 'scopedeck',
  password: '',
  database: 'scopedeck',
  tls: 'verify',
  caFile: '',
  certFile: '',
  keyFile: '',
}

/** The fields of one connection. */
export function useConnectionForm(): ConnectionForm {
  const draft = reactive<ConnectionDraft>({ ...EMPTY })
  const isComplete = computed(() => {
    const address = draft.way === 'tcp' ? draft.hosts : draft.socketPath
    return [draft.name, address, draft.user, draft.database].every((text) => text.trim() !== '')
  })

  function fill(connection: DatabaseConnection | null): void {
    if (connection === null) {
      Object.assign(draft, EMPTY)
      return
    }
    const { name, hosts, socketPath, user, database, tls } = connection
    Object.assign(draft, {
      name,
      way: socketPath === null ? 'tcp' : 'socket',
      hosts,
      socketPath: socketPath ?? EMPTY.socketPath,
      user,
      password: '',
      database,
      tls: tls.mode,
      caFile: tls.caFile ?? '',
      certFile: tls.certFile ?? '',
      keyFile: tls.keyFile ?? '',
    } satisfies ConnectionDraft)
  }

  function fields(): ConnectionFields {
    const isSocket = draft.way === 'socket'
    const file = (text: string): string | null => (isSocket || text.trim() === '' ? null : text.trim())
    return {
      name: draft.name.trim(),
      hosts: isSocket ? '' : draft.hosts.trim(),
      socketPath: isSocket ? draft.socketPath.trim() : null,
      user: draft.user.trim(),
      database: draft.database.trim(),
      ...(draft.password === '' ? {} : { password: draft.password }),
      tls: {
        mode: isSocket ? 'off' : draft.tls,
        caFile: file(draft.caFile),
        certFile: file(draft.certFile),
        keyFile: file(draft.keyFile),
      },
    }
  }

  return { draft, isComplete, fill, fields }
}
