import type { IncomingMessage, ServerResponse } from 'node:http'
import { SmartCoercionPlugin } from '@orpc/json-schema'
import { OpenAPIGenerator } from '@orpc/openapi'
import { OpenAPIHandler } from '@orpc/openapi/node'
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4'
import { contract } from '../contract/index.ts'
import type { EngineRouter } from './router.ts'

export const API_PREFIX = '/api'

type ApiHandler = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>

/** The contract as plain HTTP for scripts: JSON in and out, errors as `{ code, message }`. */
export function createApiHandler(router: EngineRouter): ApiHandler {
  const schemaConverters = [new ZodToJsonSchemaConverter()]
  const handler = new OpenAPIHandler(router, {
    // Query strings and paths are text; the contract says which of them are numbers.
    plugins: [new SmartCoercionPlugin({ schemaConverters })],
    customErrorResponseBodyEncoder: (error) => ({ code: error.code, message: wordsOf(error) }),
  })
  return async (request, response) => {
    const { matched } = await handler.handle(request, response, { prefix: API_PREFIX, context: {} })
    return matched
  }
}

/** The OpenAPI description of every procedure that has a route; streams are for the console's own page. */
export async function describeApi(version: string): Promise<object> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] })
  return generator.generate(contract, {
    info: { title: 'Scopedeck', version },
    servers: [{ url: API_PREFIX }],
    filter: ({ contract: procedure }) => procedure['~orpc'].route.path !== undefined,
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    security: [{ token: [] }],
    customErrorResponseBodySchema: () => ({
      type: 'object',
      properties: { code: { type: 'string' }, message: { type: 'string' } },
      required: ['code', 'message'],
    }),
  })
}

/** A failed validation names the field and what was expected; every other error has its own words. */
function wordsOf(error: { message: string; data?: unknown }): string {
  const { data } = error
  if (typeof data !== 'object' || data === null || !('issues' in data) || !Array.isArray(data.issues))
    return error.message
  const issues = data.issues.map((issue: { message?: string; path?: readonly PropertyKey[] }) => {
    const path = (issue.path ?? []).join('.')
    return path === '' ? issue.message : `${path}: ${issue.message}`
  })
  return issues.length === 0 ? error.message : issues.join('; ')
}
