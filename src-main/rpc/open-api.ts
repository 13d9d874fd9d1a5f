import type { IncomingMessage, ServerResponse } from 'node:http'
import { SmartCoercionPlugin } from '@orpc/json-schema'
import { OpenAPIGenerator } from '@orpc/openapi'
import { OpenAPIHandler } from '@orpc/openapi/node'
import { BodyLimitPlugin } from '@orpc/server/node'
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4'
import { contract, type ErrorCode, ERRORS } from '../contract/index.ts'
import { DATA_HEADERS } from './answers.ts'
import type { EngineRouter } from './router.ts'

export const API_PREFIX = '/api'

interface ErrorBody {
  readonly code: ErrorCode
  readonly message: string
}

type ApiHandler = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>

/** Largest body of a request; the largest that makes sense is an export of Zabbix of some megabytes. */
export const MAX_BODY_BYTES = 16 * 1024 * 1024

/** The contract as plain HTTP for scripts: JSON in and out, errors as `{ code, message }`. */
export function createApiHandler(router: EngineRouter): ApiHandler {
  const schemaConverters = [new ZodToJsonSchemaConverter()]
  const handler = new OpenAPIHandler(router, {
    filter: ({ contract: procedure }) => procedure['~orpc'].route.path !== undefined,
    plugins: [
      new BodyLimitPlugin({ maxBodySize: MAX_BODY_BYTES }),
      // Query strings and paths are text; the contract says which of them are numbers.
      new SmartCoercionPlugin({ schemaConverters }),
    ],
    customErrorResponseBodyEncoder: bodyOf,
  })
  return async (request, response) => {
    for (const [name, value] of Object.entries(DATA_HEADERS)) response.setHeader(name, value)
    // Every body is JSON, whatever a script calls it: curl says that its data come from a form.
    request.headers['content-type'] = 'application/json'
    delete request.headers['content-disposition']
    const { matched } = await handler.handle(request, response, {
      prefix: API_PREFIX,
      context: { who: `script at ${request.socket.remoteAddress ?? 'an unknown address'}` },
    })
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

/** oRPC has codes of its own for requests that never reached a procedure; the contract's union is closed. */
function bodyOf(error: { code: string; status: number; message: string }): ErrorBody {
  const { code, status, message } = error
  if (status === 413)
    return { code: 'BAD_REQUEST', message: `The request is larger than ${MAX_BODY_BYTES} bytes.` }
  if (Object.hasOwn(ERRORS, code)) return { code: code as ErrorCode, message }
  return {
    code: status < 500 ? 'BAD_REQUEST' : 'INTERNAL',
    message: status < 500 ? message : ERRORS.INTERNAL.message,
  }
}
