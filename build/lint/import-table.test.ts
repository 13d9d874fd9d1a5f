import { describe, expect, it } from 'vitest'
import { IMPORT_TABLE, MAIN_FOLDERS, type ImportRow } from './import-table.js'
import { brokenRules, brokenRulesByLine } from './lint-text.ts'

const STATIC = '@typescript-eslint/no-restricted-imports'
const DYNAMIC = 'scopedeck/dynamic-imports'

/** Somebody's package and something of Node that no row has. */
const FOREIGN = ['left-pad', 'node:dgram', 'node:cluster']
/** Modules that at least one row has; every other row must refuse them. */
const PACKAGES = [...new Set(IMPORT_TABLE.flatMap((row) => row.packages))]
const BUILTINS = [...new Set(IMPORT_TABLE.flatMap((row) => row.builtins))]

interface Place {
  readonly file: string
  /** What to write in front of the name of a folder of src-main. */
  readonly toMain: string
  readonly depth: number
}

/** A file right inside the row's folder and one two folders further down. */
function places(row: ImportRow): readonly Place[] {
  if (row.files) return row.files.map((file) => ({ file, toMain: './', depth: 0 }))
  return [0, 2].map((depth) => {
    const toRepository = '../'.repeat(row.root.split('/').length + depth)
    return {
      file: `${row.root}/${'deeper/'.repeat(depth)}x.ts`,
      toMain: row.root.startsWith('src-main') ? '../'.repeat(depth + 1) : `${toRepository}src-main/`,
      depth,
    }
  })
}

/** Every way of writing an import, each on one line and with names of its own. */
let count = 0
const name = (): string => `thing${(count += 1)}`
const valueImport = (source: string, own = name()): string =>
  `import { ${own} } from '${source}'; export const use_${own} = ${own}`
const typeImport = (source: string, own = name()): string =>
  `import type { ${own} } from '${source}'; export type Use_${own} = ${own}`
const inlineTypeImport = (source: string, own = name()): string =>
  `import { type ${own} } from '${source}'; export type Use_${own} = ${own}`
const sideEffect = (source: string): string => `import '${source}'`
const reexport = (source: string): string => `export { ${name()} } from '${source}'`
const dynamic = (source: string): string => `export const ${name()} = () => import('${source}')`

async function expectRefused(file: string, lines: readonly string[], rule: string): Promise<void> {
  const broken = await brokenRulesByLine(file, lines)
  expect(lines.filter((line) => !broken.get(line)?.includes(rule))).toEqual([])
}

async function expectAllowed(file: string, lines: readonly string[]): Promise<void> {
  const broken = await brokenRulesByLine(file, lines)
  expect([...broken].filter(([, rules]) => rules.includes(STATIC) || rules.includes(DYNAMIC))).toEqual([])
  // A text that could not be read would break no rule of ours either.
  expect([...broken].filter(([, rules]) => rules.some((rule) => rule.includes('Parsing')))).toEqual([])
}

for (const row of IMPORT_TABLE) {
  describe(`imports of ${row.name}`, () => {
    const own = row.root.startsWith('src-main/') ? row.root.slice('src-main/'.length) : null
    const strangers = MAIN_FOLDERS.filter(
      (folder) => folder !== own && !row.folders.includes(folder) && !row.types.includes(folder),
    )

    it.each(places(row))('refuses every folder that is not in its row: $file', async ({ file, toMain }) => {
      const sources = strangers.map((folder) => `${toMain}${folder}/x.ts`)
      const writings = [valueImport, typeImport, sideEffect, reexport]
      await expectRefused(
        file,
        sources.flatMap((source) => writings.map((write) => write(source))),
        STATIC,
      )
      await expectRefused(file, sources.map(dynamic), DYNAMIC)
    })

    it.each(places(row))('allows the folders of its row: $file', async ({ file, toMain }) => {
      const sources = row.folders.map((folder) => `${toMain}${folder}/x.ts`)
      await expectAllowed(
        file,
        sources.flatMap((source) => [valueImport(source), typeImport(source), dynamic(source)]),
      )
    })

    it.each(row.types)('allows types of %s and no values', async (folder) => {
      for (const { file, toMain } of places(row)) {
        const source = `${toMain}${folder}/x.ts`
        await expectAllowed(file, [typeImport(source), inlineTypeImport(source)])
        await expectRefused(file, [valueImport(source), sideEffect(source)], STATIC)
        await expectRefused(file, [dynamic(source)], DYNAMIC)
      }
    })

    it('allows its packages and modules of Node and refuses all others', async () => {
      const packages = row.packages.flatMap((name) => [name, `${name}/part`])
      const refused = [...PACKAGES, ...BUILTINS, ...FOREIGN].filter(
        (source) => !row.packages.includes(source) && !row.builtins.includes(source),
      )
      for (const { file } of places(row)) {
        await expectAllowed(
          file,
          [...packages, ...row.builtins].map((source) => valueImport(source)),
        )
        await expectRefused(
          file,
          refused.map((source) => valueImport(source)),
          STATIC,
        )
      }
    })

    it('allows its own files and refuses a way around', async () => {
      for (const { file, toMain, depth } of places(row)) {
        const near = depth > 0 ? [valueImport(`${'../'.repeat(depth)}near-the-top.ts`)] : []
        await expectAllowed(file, [valueImport('./sibling.ts'), ...near])
        const stranger = strangers[0] ?? 'shell'
        const detours = [
          `./../${stranger}/x.ts`,
          `${toMain}contract/../${stranger}/x.ts`,
          `./deep/../../${stranger}/x.ts`,
          `${toMain}../test/support/x.ts`,
          `/src-main/${stranger}/x.ts`,
        ]
        await expectRefused(
          file,
          detours.map((source) => valueImport(source)),
          STATIC,
        )
      }
    })

    it('gives its tests the test tools and nothing more of src-main', async () => {
      const { file, toMain, depth } = places(row).at(-1) as Place
      const testFile = file.replace(/\.ts$/, '.test.ts')
      const toRepository = row.files ? '../' : '../'.repeat(row.root.split('/').length + depth)
      const tools = ['vitest', 'fast-check', 'node:fs', `${toRepository}test/support/x.ts`]
      await expectAllowed(
        testFile,
        tools.map((source) => valueImport(source)),
      )
      await expectRefused(
        testFile,
        strangers.map((folder) => valueImport(`${toMain}${folder}/x.ts`)),
        STATIC,
      )
    })
  })
}

describe('the import table', () => {
  it('has a row for every folder of src-main', () => {
    const rows = IMPORT_TABLE.map((row) => row.name)
    for (const folder of MAIN_FOLDERS) expect(rows).toContain(folder)
  })

  it('gives electron to shell and preload only', () => {
    const rows = IMPORT_TABLE.filter((row) => row.packages.includes('electron')).map((row) => row.name)
    expect(rows).toEqual(['preload', 'shell'])
  })

  it('gives echarts to charts only and reka-ui to ui only', async () => {
    for (const file of [
      'src-renderer/stores/x.ts',
      'src-renderer/features/hosts/x.ts',
      'src-renderer/x.ts',
    ]) {
      await expectRefused(file, [valueImport('echarts/core'), valueImport('reka-ui')], STATIC)
    }
    await expectAllowed('src-renderer/charts/deep/x.ts', [valueImport('echarts/core')])
    await expectAllowed('src-renderer/ui/deep/x.ts', [valueImport('reka-ui')])
  })

  it('holds inside components as well', async () => {
    const component = (source: string): string =>
      `<script setup lang="ts">\nimport { thing } from '${source}'\n</script>\n<template><p>{{ thing }}</p></template>\n`
    const file = 'src-renderer/features/hosts/HostPage.vue'
    expect(await brokenRules(file, component('../../../src-main/contract/index.ts'))).toEqual([])
    expect(await brokenRules(file, component('../../../src-main/engine/engine.ts'))).toContain(STATIC)
    expect(await brokenRules(file, component('electron'))).toContain(STATIC)
  })
})
