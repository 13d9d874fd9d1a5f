import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { readableJson } from '../../test/support/readable-json.ts'
import { contract, DEFAULT_SETTINGS, ERRORS, settings, topic } from './index.ts'

function procedures() {
  return Object.entries(contract).flatMap(([module, members]) =>
    Object.entries(members).map(([name, procedure]) => ({
      name: `${module}.${name}`,
      def: procedure['~orpc'],
    })),
  )
}

function schemaOf(schema: object | undefined, io: 'input' | 'output'): unknown {
  if (schema === undefined) return null
  const event = eventSchemaOf(schema)
  if (event !== null) return { streamOf: schemaOf(event, io) }
  const { $schema: _, ...printed } = z.toJSONSchema(schema as z.ZodType, { io, override: withoutNoise })
  return printed
}

/** That a whole number is no larger than JavaScript can count says nothing. */
function withoutNoise({ jsonSchema }: { jsonSchema: { minimum?: number; maximum?: number } }): void {
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
}

/** Of an event iterator, the schema of one event. oRPC keeps it under a symbol of its own. */
function eventSchemaOf(schema: object): object | null {
  const standard = '~standard' in schema ? (schema['~standard'] as object) : {}
  const symbol = Object.getOwnPropertySymbols(standard)[0]
  const details: unknown = symbol === undefined ? null : Reflect.get(standard, symbol)
  if (typeof details !== 'object' || details === null || !('yields' in details)) return null
  return details.yields as object
}

describe('the contract', () => {
  it('is as the snapshot says: look at every difference as at a change of the product', async () => {
    const printed = Object.fromEntries(
      procedures().map(({ name, def }) => [
        name,
        {
          route: def.route,
          input: schemaOf(def.inputSchema, 'input'),
          output: schemaOf(def.outputSchema, 'output'),
        },
      ]),
    )
    const text = `${readableJson({ errors: ERRORS, procedures: printed })}\n`
    await expect(text).toMatchFileSnapshot('./__snapshots__/contract.json')
  })

  it('has the whole union of errors at every procedure', () => {
    for (const { name, def } of procedures()) {
      expect([name, Object.keys(def.errorMap).sort()]).toEqual([name, Object.keys(ERRORS).sort()])
    }
  })

  it('gives every error a sentence and a status of its kind', () => {
    for (const [code, { status, message }] of Object.entries(ERRORS)) {
      expect([code, status]).toEqual([code, expect.toSatisfy((value: number) => value >= 400 && value < 600)])
      expect(message).toMatch(/^[A-Zc].*\.$/)
    }
  })

  it('says what every procedure gives, and names each way for scripts once', () => {
    const all = procedures()
    expect(all.filter(({ def }) => def.outputSchema === undefined).map(({ name }) => name)).toEqual([])
    const routes = all.map(({ def }) => def.route).filter(({ path }) => path !== undefined)
    const ways = routes.map(({ method, path }) => `${method} ${path}`)
    expect(new Set(ways).size).toBe(ways.length)
    expect(routes.filter(({ summary, method }) => summary === undefined || method === undefined)).toEqual([])
  })

  it('has defaults that are valid settings', () => {
    expect(settings.parse(DEFAULT_SETTINGS)).toEqual(DEFAULT_SETTINGS)
  })

  it('has topics that are parts of it, or that the overview shows', () => {
    expect(topic.options.filter((name) => !(name in contract) && name !== 'changes')).toEqual([])
  })
})
