import { implement, ORPCError, ValidationError } from '@orpc/server'
import { contract, type ErrorCode, ERRORS } from '../contract/index.ts'
import type { EngineServices } from '../engine/engine.ts'

/** The contract over the services of one engine. The same router serves every transport. */
export type EngineRouter = ReturnType<typeof createRouter>

export function createRouter(services: EngineServices, log: (line: string) => void) {
  const {
    status,
    overview,
    hosts,
    series,
    hub,
    blacklist,
    collectl,
    settings,
    demo,
    journal,
    scopeport,
    desk,
  } = services
  const { runs, imports, collectlListener } = services
  const { plugins } = services

  /** Expected failures keep their code and words; of a bug the caller learns only that there was one. */
  function toRpcError(error: unknown): ORPCError<string, unknown> {
    const expected = services.toExpectedError(error)
    if (expected !== null) return definedError(expected.code, expected.message)
    if (error instanceof ORPCError && error.code === 'BAD_REQUEST')
      return definedError('BAD_REQUEST', invalidInputInWords(error))
    log(`Bug: ${inWords(error)}`)
    return definedError('INTERNAL', ERRORS.INTERNAL.message)
  }

  const os = implement(contract).use(async ({ next }) => {
    try {
      return await next()
    } catch (error) {
      throw toRpcError(error)
    }
  })

  return os.router({
    status: {
      get: os.status.get.handler(() => status.get()),
      watch: os.status.watch.handler(({ signal }) => status.watch(signal)),
    },
    overview: { get: os.overview.get.handler(() => overview.get()) },
    hosts: {
      list: os.hosts.list.handler(() => hosts.list()),
      get: os.hosts.get.handler(({ input }) => hosts.get(input.id)),
      create: os.hosts.create.handler(({ input }) => hosts.create(input.name)),
      update: os.hosts.update.handler(({ input }) => hosts.update(input.id, input)),
      remove: os.hosts.remove.handler(({ input }) => hosts.remove(input.id)),
      rotatePassword: os.hosts.rotatePassword.handler(({ input }) => hosts.rotatePassword(input.id)),
      merge: os.hosts.merge.handler(({ input }) => hosts.merge(input.id, input.fromId)),
      split: os.hosts.split.handler(({ input }) => hosts.split(input.id, input.identityId, input.name)),
    },
    series: {
      list: os.series.list.handler(({ input }) => series.list(input)),
      samples: os.series.samples.handler(({ input }) => series.samples(input.id, input)),
      samplesOfMany: os.series.samplesOfMany.handler(({ input }) => series.samplesOfMany(input.ids, input)),
      states: os.series.states.handler(({ input }) => series.states(input.id, input)),
    },
    live: {
      samples: os.live.samples.handler(({ input, signal }) => series.live(input.ids, signal)),
      topics: os.live.topics.handler(({ signal }) => hub.topics(signal)),
    },
    logins: {
      list: os.logins.list.handler(async ({ input }) => {
        const { limit, beforeId, outcome, host, search } = input
        const rows = await journal.list({
          limit,
          ...(beforeId === undefined ? {} : { beforeId }),
          ...(outcome === undefined ? {} : { outcome }),
          ...(host === undefined ? {} : { identities: hosts.loginIdentitiesOf(host) }),
          ...(search === undefined ? {} : { search }),
        })
        return [...rows]
      }),
    },
    blacklist: {
      list: os.blacklist.list.handler(() => blacklist.list()),
      add: os.blacklist.add.handler(({ input }) => blacklist.add(input)),
      remove: os.blacklist.remove.handler(({ input }) => blacklist.remove(input.id)),
      restore: os.blacklist.restore.handler(({ input }) => blacklist.restore(input)),
      preview: os.blacklist.preview.handler(({ input }) =>
        blacklist.preview(input.host, scopeport.activeAddresses),
      ),
    },
    collectl: {
      list: os.collectl.list.handler(() => collectl.list()),
      add: os.collectl.add.handler(({ input }) => collectl.add(input)),
      remove: os.collectl.remove.handler(({ input }) => collectl.remove(input.id)),
      update: os.collectl.update.handler(({ input }) => collectl.update(input.id, input)),
      retry: os.collectl.retry.handler(({ input }) => collectl.retry(input.id)),
      local: os.collectl.local.handler(() => collectl.local()),
      addThisMachine: os.collectl.addThisMachine.handler(() => collectl.addThisMachine()),
    },
    collectlRuns: {
      list: os.collectlRuns.list.handler(() => runs.list()),
      start: os.collectlRuns.start.handler(({ input }) => runs.start(input)),
      get: os.collectlRuns.get.handler(({ input }) => runs.get(input.id)),
      stop: os.collectlRuns.stop.handler(({ input }) => runs.remove(input.id)),
      stopMachine: os.collectlRuns.stopMachine.handler(({ input }) =>
        runs.stopMachine(input.id, input.target),
      ),
      table: os.collectlRuns.table.handler(({ input }) => runs.table(input.id)),
    },
    collectlListener: {
      get: os.collectlListener.get.handler(() => collectlListener.view),
      update: os.collectlListener.update.handler(({ input }) => collectlListener.update(input)),
    },
    collectlImports: {
      list: os.collectlImports.list.handler(() => imports.list()),
      start: os.collectlImports.start.handler(({ input }) => imports.start(input.path, input.host)),
      cancel: os.collectlImports.cancel.handler(({ input }) => imports.cancel(input.id)),
      upload: os.collectlImports.upload.handler(({ input }) => imports.uploads.begin(input)),
      uploadPart: os.collectlImports.uploadPart.handler(({ input }) => imports.uploads.append(input)),
      uploaded: os.collectlImports.uploaded.handler(({ input }) => imports.uploaded(input)),
    },
    plugins: {
      list: os.plugins.list.handler(() => plugins.list()),
      scan: os.plugins.scan.handler(() => plugins.scan),
      answer: os.plugins.answer.handler(({ input }) => plugins.answer(input.path)),
      retry: os.plugins.retry.handler(({ input }) => plugins.retry(input.path)),
    },
    topologies: {
      list: os.topologies.list.handler(() => plugins.topologies.list()),
      nodes: os.topologies.nodes.handler(({ input }) => plugins.topologies.nodes(input.id, input)),
      node: os.topologies.node.handler(({ input }) => plugins.topologies.node(input.id, input.nodeId)),
    },
    settings: {
      get: os.settings.get.handler(() => settings.view),
      update: os.settings.update.handler(({ input }) => settings.update(input)),
    },
    demo: {
      start: os.demo.start.handler(() => demo.start()),
      stop: os.demo.stop.handler(() => demo.stop()),
    },
    storage: {
      get: os.storage.get.handler(() => desk.get()),
      connections: os.storage.connections.handler(() => desk.connections()),
      addConnection: os.storage.addConnection.handler(({ input }) => desk.add(input)),
      updateConnection: os.storage.updateConnection.handler(({ input: { id, ...change } }) =>
        desk.update(id, change),
      ),
      removeConnection: os.storage.removeConnection.handler(({ input }) => desk.remove(input.id)),
      test: os.storage.test.handler(({ input }) => desk.test(input.id)),
      tryOut: os.storage.tryOut.handler(({ input }) => desk.tryOut(input)),
      use: os.storage.use.handler(({ input }) => desk.use(input.id, input.takeOthers === true)),
      copy: os.storage.copy.handler(({ input }) => desk.copy(input)),
      copyState: os.storage.copyState.handler(() => desk.copyState),
      cancelCopy: os.storage.cancelCopy.handler(() => desk.cancelCopy()),
      rebuild: os.storage.rebuild.handler(({ input }) => desk.rebuild(input)),
    },
  })
}

function definedError(code: ErrorCode, message: string): ORPCError<ErrorCode, { detail: string }> {
  const { status } = ERRORS[code]
  return new ORPCError(code, { defined: true, status, message, data: { detail: message } })
}

/** Names each field and what was expected there. */
function invalidInputInWords(error: ORPCError<string, unknown>): string {
  const { cause, message } = error
  if (!(cause instanceof ValidationError)) return message
  return cause.issues
    .map((issue) => {
      const path = (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part))
      return path.length === 0 ? issue.message : `${path.join('.')}: ${issue.message}`
    })
    .join('; ')
}

function inWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  const issues = cause instanceof ValidationError ? ` ${JSON.stringify(cause.issues)}` : ''
  return `${error.stack ?? error.message}${issues}`
}
