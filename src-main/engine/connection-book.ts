import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import {
  COMMAND_LINE_ID,
  type ConnectionFields,
  type DatabaseConnection,
  EMBEDDED_ID,
} from '../contract/index.ts'
import { type MysqlConnection, addressText, locationOf } from '../storage/mysql/connection.ts'
import { type ParsedMysqlUrl, parseMysqlUrl } from '../storage/mysql/connection-url.ts'
import { StoreError } from '../storage/store.ts'
import { ConnectionsFile, type KeptConnection } from './connections-file.ts'
import { ExpectedError } from './expected-error.ts'
import { keyFileSecrets, type SecretStore } from './secret-store.ts'

interface ConnectionBookOptions {
  readonly directory: string
  readonly embeddedFile: string
  /** The one of the command line, which rules for this run. */
  readonly commandLine?: MysqlConnection | undefined
  /** The keyring of the system; without one, a key file of the data directory. */
  readonly keyring?: (() => SecretStore | null) | undefined
}

export type ConnectionChange = {
  readonly [Field in keyof ConnectionFields]?: ConnectionFields[Field] | undefined
}

const NO_TLS = { mode: 'off', caFile: null, certFile: null, keyFile: null } as const

/** The databases that a person can choose from, how to reach each, and their passwords. */
export class ConnectionBook {
  readonly #options: ConnectionBookOptions
  readonly #file: ConnectionsFile
  #secrets: SecretStore | null = null
  #isLoaded = false

  constructor(options: ConnectionBookOptions) {
    this.#options = options
    this.#file = new ConnectionsFile(options.directory)
  }

  /** Rejects with a `StoreError` when nobody can tell which database is in use. */
  async load(): Promise<void> {
    if (this.#isLoaded) return
    try {
      await this.#file.load()
      this.#isLoaded = true
    } catch (error) {
      throw new StoreError('away', messageOf(error), { cause: error })
    }
  }

  get inUse(): string {
    return this.#options.commandLine === undefined ? this.#file.inUse : COMMAND_LINE_ID
  }

  get isFixed(): boolean {
    return this.#options.commandLine !== undefined
  }

  get secretsKind(): SecretStore['kind'] {
    return this.#options.keyring?.()?.kind ?? 'key-file'
  }

  /** Where the values go, as a person would name it, also while it cannot be opened. */
  get location(): string {
    return this.list().find(({ inUse }) => inUse)?.location ?? this.#options.embeddedFile
  }

  list(): DatabaseConnection[] {
    const { commandLine, embeddedFile } = this.#options
    const embedded: DatabaseConnection = {
      id: EMBEDDED_ID,
      name: '',
      engine: 'sqlite',
      location: embeddedFile,
      hosts: '',
      socketPath: null,
      user: '',
      database: '',
      tls: NO_TLS,
      hasPassword: false,
      inUse: this.inUse === EMBEDDED_ID,
      fixed: false,
    }
    return [
      embedded,
      ...(commandLine === undefined ? [] : [commandLineView(commandLine)]),
      ...this.#file.connections.map((kept) => this.#view(kept)),
    ]
  }

  get(id: string): DatabaseConnection {
    const found = this.list().find((each) => each.id === id)
    if (found === undefined) throw new ExpectedError('NOT_FOUND', 'There is no such connection.')
    return found
  }

  async add(fields: ConnectionFields): Promise<DatabaseConnection> {
    const { url } = checked(fields)
    const { password = '' } = fields
    const id = randomUUID()
    await this.#file.put({ id, name: fields.name, url, sealedPassword: await this.#seal(password) })
    return this.get(id)
  }

  async update(id: string, change: ConnectionChange): Promise<DatabaseConnection> {
    const kept = this.#kept(id)
    const { name, ...others } = change
    if (this.inUse === id && Object.values(others).some((value) => value !== undefined)) {
      throw new ExpectedError(
        'CONNECTION_IN_USE',
        'The connection in use can get another name only: add a second one, test it, and move over.',
      )
    }
    const { password, ...fields } = { ...fieldsOf(kept), ...withoutUndefined(change) }
    const sealedPassword = password === undefined ? kept.sealedPassword : await this.#seal(password)
    await this.#file.put({ id, name: name ?? kept.name, url: checked(fields).url, sealedPassword })
    return this.get(id)
  }

  async remove(id: string): Promise<DatabaseConnection> {
    const view = this.get(id)
    this.#kept(id)
    if (this.inUse === id)
      throw new ExpectedError('CONNECTION_IN_USE', 'This connection is in use: move to another one first.')
    await this.#file.remove(id)
    return view
  }

  async use(id: string): Promise<void> {
    await this.#file.use(id)
  }

  /** All that is needed to log in; null for the embedded database. Rejects with words when a file or the password cannot be read. */
  async resolve(id: string): Promise<MysqlConnection | null> {
    if (id === EMBEDDED_ID) return null
    if (id === COMMAND_LINE_ID && this.#options.commandLine !== undefined) return this.#options.commandLine
    const kept = this.#kept(id)
    return connectionOf(parsed(kept.url), await this.#unseal(kept))
  }

  /** The same of what stands in a form; without a password there, the kept one of `id`. */
  async resolveFields(fields: ConnectionFields, id: string | undefined): Promise<MysqlConnection> {
    const { parsed: address } = checked(fields)
    const password = fields.password ?? (id === undefined ? '' : await this.#unseal(this.#kept(id)))
    return connectionOf(address, password)
  }

  #kept(id: string): KeptConnection {
    const kept = this.#file.find(id)
    if (kept !== null) return kept
    if (id === EMBEDDED_ID || id === COMMAND_LINE_ID)
      throw new ExpectedError('CONNECTION_INVALID', 'This connection can be neither changed nor removed.')
    throw new ExpectedError('NOT_FOUND', 'There is no such connection.')
  }

  #view(kept: KeptConnection): DatabaseConnection {
    const { password: _, ...fields } = fieldsOf(kept)
    return {
      ...fields,
      id: kept.id,
      engine: 'mysql',
      location: locationOf(parsed(kept.url)),
      hasPassword: kept.sealedPassword !== null,
      inUse: this.inUse === kept.id,
      fixed: false,
    }
  }

  async #seal(password: string): Promise<string | null> {
    return password === '' ? null : (await this.#secretStore()).seal(password)
  }

  async #unseal({ sealedPassword, name }: KeptConnection): Promise<string> {
    if (sealedPassword === null) return ''
    const password = (await this.#secretStore()).unseal(sealedPassword)
    if (password !== null) return password
    throw new StoreError(
      'away',
      `The password of “${name}” was sealed with another key and cannot be read: type it again.`,
    )
  }

  async #secretStore(): Promise<SecretStore> {
    try {
      this.#secrets ??= this.#options.keyring?.() ?? (await keyFileSecrets(this.#options.directory))
      return this.#secrets
    } catch (error) {
      throw new StoreError('away', messageOf(error), { cause: error })
    }
  }
}

function commandLineView(connection: MysqlConnection): DatabaseConnection {
  const { addresses, user, database, tls, password } = connection
  const socket = addresses.find((address) => 'socketPath' in address)
  return {
    id: COMMAND_LINE_ID,
    name: '',
    engine: 'mysql',
    location: locationOf(connection),
    hosts: socket === undefined ? addresses.map(addressText).join(',') : '',
    socketPath: socket === undefined ? null : addressText(socket),
    user,
    database,
    tls: { ...NO_TLS, mode: tls === null ? 'off' : tls.verify ? 'verify' : 'no-verify' },
    hasPassword: password !== '',
    inUse: true,
    fixed: true,
  }
}

/** The address of what stands in a form, or why there is none. */
function checked(fields: ConnectionFields): { readonly url: string; readonly parsed: ParsedMysqlUrl } {
  const { hosts, socketPath, user, database, tls } = fields
  const options = Object.entries({
    socket: socketPath ?? '',
    tls: { off: 'off', verify: 'on', 'no-verify': 'no-verify' }[tls.mode],
    ca: tls.caFile ?? '',
    cert: tls.certFile ?? '',
    key: tls.keyFile ?? '',
  })
  const query = options
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')
  const list = hosts.replaceAll(/\s+/g, '')
  const url = `mysql://${encodeURIComponent(user)}@${socketPath === null ? list : ''}/${encodeURIComponent(database)}?${query}`
  return { url, parsed: parsed(url) }
}

function parsed(url: string): ParsedMysqlUrl {
  const outcome = parseMysqlUrl(url)
  if (!outcome.ok) throw new ExpectedError('CONNECTION_INVALID', outcome.reason)
  return outcome.value
}

function fieldsOf({ name, url }: KeptConnection): ConnectionFields {
  const { addresses, user, database, tls } = parsed(url)
  const socket = addresses.find((address) => 'socketPath' in address)
  return {
    name,
    hosts: socket === undefined ? addresses.map(addressText).join(',') : '',
    socketPath: socket === undefined ? null : addressText(socket),
    user,
    database,
    tls:
      tls === null
        ? NO_TLS
        : {
            mode: tls.verify ? 'verify' : 'no-verify',
            caFile: tls.caFile,
            certFile: tls.certFile,
            keyFile: tls.keyFile,
          },
  }
}

async function connectionOf(address: ParsedMysqlUrl, password: string): Promise<MysqlConnection> {
  const { addresses, user, database, tls } = address
  if (tls === null) return { addresses, user, database, password, tls: null }
  const [ca, cert, key] = await Promise.all([tls.caFile, tls.certFile, tls.keyFile].map(textOf))
  return {
    addresses,
    user,
    database,
    password,
    tls: { ca: ca ?? null, cert: cert ?? null, key: key ?? null, verify: tls.verify },
  }
}

async function textOf(file: string | null): Promise<string | null> {
  if (file === null) return null
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new StoreError('away', `The file ${file} cannot be read (${messageOf(error)}).`, { cause: error })
  }
}

function withoutUndefined(change: ConnectionChange): Partial<ConnectionFields> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
