import { describe, expect, it } from 'vitest'
import { brokenRules } from './lint-text.ts'

/** Each convention that is a rule: a text that breaks it, and where. */
const BREACHES: readonly (readonly [string, string, string, string])[] = [
  ['any', 'src-main/net/x.ts', 'export const x = (y: any) => y\n', '@typescript-eslint/no-explicit-any'],
  ['an enum', 'src-main/domain/x.ts', 'export enum X { A }\n', 'no-restricted-syntax'],
  ['a default export', 'src-main/rpc/x.ts', 'export default 1\n', 'no-restricted-syntax'],
  ['a barrel', 'src-main/storage/x.ts', "export * from './y.ts'\n", 'no-restricted-syntax'],
  [
    'ts-ignore',
    'src-main/net/x.ts',
    '// @ts-ignore\nexport const x = 1\n',
    '@typescript-eslint/ban-ts-comment',
  ],
  [
    'a type import without type',
    'src-main/net/x.ts',
    "import { X } from './y.ts'\nexport type Y = X\n",
    '@typescript-eslint/consistent-type-imports',
  ],
  ['a file that is not kebab-case', 'src-main/net/tcpHost.ts', 'export const x = 1\n', 'scopedeck/file-name'],
  [
    'a component that is not PascalCase',
    'src-renderer/ui/data-table.vue',
    '<template><p /></template>\n',
    'scopedeck/file-name',
  ],
  ['console in the engine', 'src-main/engine/x.ts', "console.log('x')\n", 'no-console'],
  [
    'a service made outside engine.ts',
    'src-main/engine/x.ts',
    'export const x = new HostsService()\n',
    'no-restricted-syntax',
  ],
  [
    'a service made by function outside engine.ts',
    'src-main/rpc/x.ts',
    'export const x = createHostsService()\n',
    'no-restricted-syntax',
  ],
  [
    'a clock in a session',
    'src-main/protocols/x.ts',
    'export const x = Date.now()\n',
    'no-restricted-properties',
  ],
  [
    'a clock by another name',
    'src-main/domain/x.ts',
    'export const x = new Date()\n',
    'no-restricted-syntax',
  ],
  [
    'a timer in a session',
    'src-main/protocols/collectl/x.ts',
    'setTimeout(() => undefined, 1)\n',
    'no-restricted-globals',
  ],
  [
    'chance in the domain',
    'src-main/domain/x.ts',
    'export const x = Math.random()\n',
    'no-restricted-properties',
  ],
  [
    'a value in a statement',
    'src-main/storage/x.ts',
    'export const x = (id: number) => `delete from hosts where id = ${id}`\n',
    'scopedeck/sql-text',
  ],
  [
    'a statement put together with a plus',
    'src-main/engine/x.ts',
    "export const x = (id: string) => 'select * from hosts where id = ' + id\n",
    'scopedeck/sql-text',
  ],
  [
    'raw text in the query builder',
    'src-main/storage/x.ts',
    "import { sql } from 'kysely'\nexport const x = (name: string) => sql.raw(name)\n",
    'scopedeck/sql-text',
  ],
  ['a file of 351 lines', 'src-main/net/x.ts', 'export {}\n'.repeat(351), 'max-lines'],
  [
    'a comment that switches a rule off',
    'src-main/net/x.ts',
    '/* eslint-disable */\nexport const x = (y: any) => y\n',
    '@typescript-eslint/no-explicit-any',
  ],
  ['v-html', 'src-renderer/ui/Text.vue', '<template><p v-html="x" /></template>\n', 'vue/no-v-html'],
]

/** The nearest thing that is allowed. */
const LEGAL: readonly (readonly [string, string, string])[] = [
  ['a default export of a configuration', 'some.config.ts', 'export default 1\n'],
  ['the one barrel', 'src-main/contract/index.ts', "export * from './x.ts'\n"],
  ['console in the headless entry', 'src-main/headless.ts', "console.log('x')\n"],
  ['console in the log', 'src-main/engine/log.ts', "console.log('x')\n"],
  ['a service made in engine.ts', 'src-main/engine/engine.ts', 'export const x = createHostsService()\n'],
  ['a time that was passed in', 'src-main/domain/x.ts', 'export const x = (now: number) => new Date(now)\n'],
  [
    'a statement of constants and marks',
    'src-main/storage/x.ts',
    'export const x = (table: string) => `select * from ${table} where id = ?`\n',
  ],
  [
    'a value as a parameter of the query builder',
    'src-main/storage/x.ts',
    "import { sql } from 'kysely'\nexport const x = (id: number) => sql`select ${id}`\n",
  ],
  ['a file of 350 lines', 'src-main/net/x.ts', 'export {}\n'.repeat(350)],
  ['a component', 'src-renderer/ui/DataTable.vue', '<template><p /></template>\n'],
]

describe('conventions that are lint rules', () => {
  it.each(BREACHES)('refuses %s', async (_what, file, text, rule) => {
    expect(await brokenRules(file, text)).toContain(rule)
  })

  it.each(LEGAL)('allows %s', async (_what, file, text) => {
    expect(await brokenRules(file, text)).toEqual([])
  })
})
