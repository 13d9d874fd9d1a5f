import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contract } from '../../../src-main/contract/index.ts'
import { serveConsole, type ServedConsole } from '../../support/served-console.ts'

interface Parameter {
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly schema: object
}

interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Record<string, { readonly schema: object }> }
  readonly responses: Record<string, { readonly content: Record<string, { readonly schema: object }> }>
}

interface Description {
  readonly openapi: string
  readonly info: { readonly title: string; readonly version: string }
  readonly servers: readonly { readonly url: string }[]
  readonly security: readonly object[]
  readonly components: { readonly securitySchemes: object; readonly schemas?: Record<string, object> }
  readonly paths: Record<string, Record<string, Operation>>
}

let console_: ServedConsole
let description: Description

beforeAll(async () => {
  console_ = await serveConsole()
  description = (await console_.call('GET', '/api/openapi.json')).body as Description
})

afterAll(() => console_.dispose())

function operations(): { path: string; method: string; operation: Operation }[] {
  return Object.entries(description.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  )
}

/** `GET /hosts/{id}` of every procedure that has a route. */
function routes(): string[] {
  return Object.values(contract)
    .flatMap((module) => Object.values(module))
    .map((procedure) => procedure['~orpc'].route)
    .filter(({ path }) => path !== undefined)
    .map(({ method, path }) => `${method} ${path}`)
}

describe('GET /api/openapi.json', () => {
  it('is OpenAPI 3.1 and says how to get in', () => {
    expect(description.openapi).toMatch(/^3\.1\.\d+$/)
    expect(description.info).toEqual({ title: 'Scopedeck', version: '0.0.0-test' })
    expect(description.servers).toEqual([{ url: '/api' }])
    expect(description.security).toEqual([{ token: [] }])
    expect(description.components.securitySchemes).toEqual({ token: { type: 'http', scheme: 'bearer' } })
  })

  it('describes every route of the contract and no other', () => {
    expect(
      operations()
        .map(({ path, method }) => `${method.toUpperCase()} ${path}`)
        .sort(),
    ).toEqual(routes().sort())
  })

  it('names what issue 2 promises to scripts', () => {
    expect(routes()).toEqual(
      expect.arrayContaining([
        'GET /status',
        'GET /hosts',
        'POST /hosts',
        'PATCH /hosts/{id}',
        'DELETE /hosts/{id}',
        'POST /hosts/{id}/password',
        'GET /logins',
        'GET /blacklist',
        'POST /blacklist',
        'DELETE /blacklist/{id}',
        'GET /series',
        'GET /series/{id}/samples',
        'GET /collectl/endpoints',
        'POST /collectl/endpoints',
        'DELETE /collectl/endpoints/{id}',
      ]),
    )
  })

  it('has a name of its own and a summary for each', () => {
    const ids = operations().map(({ operation }) => operation.operationId)
    expect(new Set(ids).size).toBe(ids.length)
    expect(operations().every(({ operation }) => operation.summary.length > 0)).toBe(true)
  })

  it('declares every parameter of a path, as required', () => {
    for (const { path, operation } of operations()) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path')
      expect([path, declared.map(({ name }) => name)]).toEqual([path, inPath])
      expect(declared.every(({ required, schema }) => required === true && typeof schema === 'object')).toBe(
        true,
      )
    }
  })

  it('shows errors as they come', () => {
    for (const { path, operation } of operations()) {
      expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['400', '401', '404', '500']))
      const schema = operation.responses['404']?.content['application/json']?.schema
      expect([path, schema]).toEqual([path, expect.objectContaining({ required: ['code', 'message'] })])
    }
  })

  it('refers to nothing that is not in it', () => {
    const references = [...JSON.stringify(description).matchAll(/"\$ref":"([^"]+)"/g)].map(
      ([, ref]) => ref ?? '',
    )
    const known = Object.keys(description.components.schemas ?? {}).map(
      (name) => `#/components/schemas/${name}`,
    )
    expect(references.filter((ref) => !known.includes(ref))).toEqual([])
  })
})
