/**
 * Turns the import table into `no-restricted-imports`: one configuration for
 * each folder, depth and kind of file. The depth matters because an import is
 * relative: `../domain/x.ts` means another folder of src-main only in a file
 * that lies directly in its own folder.
 */
import { IMPORT_TABLE, TEST_EXTRA } from './import-table.js'

/** Deepest nesting of a file below its row's folder. */
const MAX_DEPTH = 4

/** @param {string} text */
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')

/** @param {readonly string[]} names */
const anyOf = (names) => (names.length === 0 ? '(?!)' : `(?:${names.map(escaped).join('|')})`)

/**
 * How many folders up the root of the repository is, for a file right inside `root`.
 *
 * @param {string} root
 */
const levels = (root) => root.split('/').length

/**
 * A pattern of every specifier that a file may import, values and types alike.
 *
 * @param {import('./import-table.js').ImportRow} row
 * @param {number} depth
 * @param {boolean} isTest
 */
function allowed(row, depth, isTest) {
  const up = depth === 0 ? '' : `(?:\\.\\./){1,${depth}}`
  const toRepository = '\\.\\./'.repeat(depth + levels(row.root))
  const toMain = pathToMain(row, depth)
  const straight = '(?!.*/\\.\\.?/)(?!\\.)' // no `..` further on
  const packages = [...row.packages, ...(isTest ? TEST_EXTRA.packages : [])]
  const alternatives = [
    row.files ? '\\./[^/]+' : `\\./${straight}.*`,
    `${up || '(?!)'}${straight}.*`,
    `${toMain}${anyOf(row.folders)}/${straight}.*`,
    `${anyOf(packages)}(?:/.*)?`,
    isTest && TEST_EXTRA.builtins ? 'node:.*' : anyOf(row.builtins),
  ]
  // The renderer's rows lie inside one another: the rest of the renderer is the same folder.
  if (row.root.startsWith('src-renderer/')) alternatives.push(`\\.\\./${up}${straight}.*`)
  if (isTest) alternatives.push(`${toRepository}${anyOf(TEST_EXTRA.rootFolders)}/${straight}.*`)
  return `(?:${alternatives.join('|')})`
}

/**
 * How src-main is written in front of the name of one of its folders.
 *
 * @param {import('./import-table.js').ImportRow} row
 * @param {number} depth
 */
function pathToMain(row, depth) {
  if (row.files) return '\\./'
  if (row.root.startsWith('src-main/')) return '\\.\\./'.repeat(depth + 1)
  return `${'\\.\\./'.repeat(depth + levels(row.root))}src-main/`
}

/**
 * @param {import('./import-table.js').ImportRow} row
 * @param {number} depth
 */
function allowedTypes(row, depth) {
  return `${pathToMain(row, depth)}${anyOf(row.types)}/(?!.*/\\.\\.?/)(?!\\.).*`
}

/** @param {import('./import-table.js').ImportRow} row */
function sentence(row) {
  const may = [
    ...row.folders,
    ...row.types.map((folder) => `${folder} (types)`),
    ...row.packages,
    ...row.builtins,
  ]
  return `${row.name} may import ${may.length === 0 ? 'only itself' : `itself and ${may.join(', ')}`} (build/lint/import-table.js).`
}

/**
 * @param {import('./import-table.js').ImportRow} row
 * @param {number} depth
 * @param {boolean} isTest
 * @returns {import('eslint').Linter.RulesRecord}
 */
function rules(row, depth, isTest) {
  const full = allowed(row, depth, isTest)
  const types = allowedTypes(row, depth)
  const message = sentence(row)
  return {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        patterns: [
          { regex: `^(?!${full}$)(?!${types}$).*$`, message },
          { regex: `^${types}$`, allowTypeImports: true, message },
        ],
      },
    ],
    'scopedeck/dynamic-imports': ['error', { allowed: `^${full}$`, message }],
  }
}

/**
 * @param {import('./import-table.js').ImportRow} row
 * @param {number} depth
 */
function globs(row, depth) {
  if (row.files) {
    const files = depth === 0 ? [...row.files] : []
    return { all: files, tests: files.map((file) => file.replace(/\.ts$/, '.test.ts')) }
  }
  const folder = `${row.root}/${'*/'.repeat(depth)}`
  return {
    all: row.extensions.map((extension) => `${folder}*.${extension}`),
    tests: [`${folder}*.test.ts`],
  }
}

/**
 * @returns {import('eslint').Linter.Config[]} later ones win, so a nested row comes after the row around it
 */
export function importConfigs() {
  return IMPORT_TABLE.flatMap((row) =>
    Array.from({ length: MAX_DEPTH + 1 }, (_, depth) => depth).flatMap((depth) => {
      const files = globs(row, depth)
      if (files.all.length === 0) return []
      return [
        { name: `imports of ${row.name}/${depth}`, files: files.all, rules: rules(row, depth, false) },
        {
          name: `imports of tests in ${row.name}/${depth}`,
          files: files.tests,
          rules: rules(row, depth, true),
        },
      ]
    }),
  )
}
