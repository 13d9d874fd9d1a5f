import { describe, expect, it } from 'vitest'
import { IMPORT_TABLE, MAIN_FOLDERS, type ImportRow } from './import-table.js'
import { brokenRules } from './lint-text.ts'

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

const valueImport = (source: string): string =>
  `import { thing } from '${source}'\nexport const use = thing\n`
const typeImport = (source: string): string =>
  `import type { Thing } from '${source}'\nexport type Use = Thing\n`
const inlineTypeImport = (source: string): string =>
  `import { type Thing } from '${source}'\nexport type Use = Thing\n`
const sideEffect = (source: string): string => `import '${source}'\n`
const reexport = (source: string): string => `export { thing } from '${source}'\n`
const dynamic = (source: string): string => `export const load = () => import('${source}')\n`

for (const row of IMPORT_TABLE) {
  describe(`imports of ${row.name}`, () => {
    const own = row.root.startsWith('src-main/') ? row.root.slice('src-main/'.length) : null
    const strangers = MAIN_FOLDERS.filter(
      (folder) => folder !== own && !row.folders.includes(folder) && !row.types.includes(folder),
    )

    it.each(places(row))('refuses every folder that is not in its row: $file', async ({ file, toMain }) => {
      for (const folder of strangers) {
        const source = `${toMain}${folder}/x.ts`
        for (const write of [valueImport, typeImport, sideEffect, reexport]) {
          expect(await brokenRules(file, write(source)), write(source)).toContain(STATIC)
        }
        expect(await brokenRules(file, dynamic(source)), dynamic(source)).toContain(DYNAMIC)
      }
    })

    it.each(places(row))('allows the folders of its row: $file', async ({ file, toMain }) => {
      for (const folder of row.folders) {
        for (const write of [valueImport, typeImport, dynamic]) {
          expect(await brokenRules(file, write(`${toMain}${folder}/x.ts`)), folder).toEqual([])
        }
      }
    })

    it.each(row.types)('allows types of %s and no values', async (folder) => {
      for (const { file, toMain } of places(row)) {
        const source = `${toMain}${folder}/x.ts`
        expect(await brokenRules(file, typeImport(source))).toEqual([])
        expect(await brokenRules(file, inlineTypeImport(source))).not.toContain(STATIC)
        expect(await brokenRules(file, valueImport(source))).toContain(STATIC)
        expect(await brokenRules(file, dynamic(source))).toContain(DYNAMIC)
      }
    })

    it('allows its packages and modules of Node and refuses all others', async () => {
      for (const { file } of places(row)) {
        for (const source of [
          ...row.packages,
          ...row.packages.map((name) => `${name}/part`),
          ...row.builtins,
        ]) {
          expect(await brokenRules(file, valueImport(source)), `${file}: ${source}`).toEqual([])
        }
        const refused = [...PACKAGES, ...BUILTINS, ...FOREIGN].filter(
          (source) => !row.packages.includes(source) && !row.builtins.includes(source),
        )
        for (const source of refused) {
          expect(await brokenRules(file, valueImport(source)), `${file}: ${source}`).toContain(STATIC)
        }
      }
    })

    it('allows its own files and refuses a way around', async () => {
      for (const { file, toMain, depth } of places(row)) {
        expect(await brokenRules(file, valueImport('./sibling.ts'))).toEqual([])
        if (depth > 0) {
          expect(await brokenRules(file, valueImport(`${'../'.repeat(depth)}near-the-top.ts`))).toEqual([])
        }
        const stranger = strangers[0] ?? 'shell'
        for (const detour of [
          `./../${stranger}/x.ts`,
          `${toMain}contract/../${stranger}/x.ts`,
          `./deep/../../${stranger}/x.ts`,
          `${toMain}../test/support/x.ts`,
          `/src-main/${stranger}/x.ts`,
        ]) {
          expect(await brokenRules(file, valueImport(detour)), detour).toContain(STATIC)
        }
      }
    })

    it('gives its tests the test tools and nothing more of src-main', async () => {
      const { file, toMain, depth } = places(row).at(-1) as Place
      const testFile = file.replace(/\.ts$/, '.test.ts')
      const toRepository = row.files ? '../' : '../'.repeat(row.root.split('/').length + depth)
      for (const source of ['vitest', 'fast-check', 'node:fs', `${toRepository}test/support/x.ts`]) {
        expect(await brokenRules(testFile, valueImport(source)), source).toEqual([])
      }
      for (const folder of strangers) {
        expect(await brokenRules(testFile, valueImport(`${toMain}${folder}/x.ts`)), folder).toContain(STATIC)
      }
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
      expect(await brokenRules(file, valueImport('echarts/core'))).toContain(STATIC)
      expect(await brokenRules(file, valueImport('reka-ui'))).toContain(STATIC)
    }
    expect(await brokenRules('src-renderer/charts/deep/x.ts', valueImport('echarts/core'))).toEqual([])
    expect(await brokenRules('src-renderer/ui/deep/x.ts', valueImport('reka-ui'))).toEqual([])
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
