import vue from 'eslint-plugin-vue'
import tseslint from 'typescript-eslint'
import { importConfigs } from './build/lint/import-rules.js'
import { plugin } from './build/lint/plugin.js'

const CODE = ['**/*.ts', '**/*.vue', '**/*.js', '**/*.mjs']
const TYPED = ['src-main/**/*.ts', 'src-renderer/**/*.{ts,vue}', 'test/**/*.ts', 'build/**/*.ts']
const PAGES = ['src-renderer/**/*.ts', '**/*.vue']
const TESTS = ['**/*.test.ts', 'test/**/*.ts']

/** Syntax that is left out everywhere: each with the sentence a reader of the error needs. */
const SYNTAX = [
  { selector: 'TSEnumDeclaration', message: 'A union of literals says the same and is erased (STYLE.md).' },
  { selector: 'TSModuleDeclaration[kind="namespace"]', message: 'A module is a file.' },
]
const NO_DEFAULT_EXPORT = {
  selector: 'ExportDefaultDeclaration',
  message: 'Named exports only; default ones are for components and configuration files.',
}
const NO_BARREL = {
  selector: 'ExportAllDeclaration',
  message: 'No barrels: import from the file that has it (only contract/index.ts is one).',
}
/** Services receive what they need; `engine.ts` and the parts it is made of (`*-parts.ts`) alone make them (ARCHITECTURE.md §2). */
const NO_CONSTRUCTION = [
  {
    selector: 'NewExpression[callee.name=/Service$/], CallExpression[callee.name=/^create[A-Z]\\w*Service$/]',
    message: 'Only engine/engine.ts and its *-parts.ts construct services; take it as a parameter.',
  },
]
const NO_CLOCK = [
  {
    selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
    message: 'No clock in here: the time is passed in.',
  },
]

export default tseslint.config(
  {
    name: 'ignored',
    ignores: [
      'out/',
      'dist/',
      'coverage/',
      'test-results/',
      'playwright-report/',
      'test/fixtures/',
      'resources/',
    ],
  },
  { name: 'no exceptions in comments', linterOptions: { noInlineConfig: true } },
  ...tseslint.configs.recommended.map((config) => ({ ...config, files: CODE })),
  // Where there is no Vue its rules only ask the compiler about types of others, and break on some.
  ...vue.configs['flat/essential'].map((config) => ({ ...config, files: config.files ?? PAGES })),
  {
    name: 'everywhere',
    files: CODE,
    plugins: { scopedeck: plugin },
    rules: {
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'object-shorthand': 'error',
      'no-restricted-syntax': ['error', ...SYNTAX, NO_DEFAULT_EXPORT, NO_BARREL],
      'scopedeck/file-name': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-expect-error': true, 'ts-ignore': true, 'ts-nocheck': true },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    name: 'statements',
    files: ['src-main/**/*.ts'],
    ignores: TESTS,
    rules: { 'scopedeck/sql-text': 'error' },
  },
  {
    name: 'with types',
    files: TYPED,
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.vue'],
      },
    },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', name: ['describe', 'it', 'test'], package: 'node:test' },
          ],
        },
      ],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/prefer-promise-reject-errors': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  {
    name: 'components',
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    rules: {
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/define-emits-declaration': ['error', 'type-based'],
      'vue/define-props-declaration': ['error', 'type-based'],
      'vue/multi-word-component-names': 'off',
      'vue/no-v-html': 'error',
      'vue/require-explicit-emits': 'error',
      'no-restricted-syntax': ['error', ...SYNTAX, NO_BARREL],
    },
  },
  {
    name: 'the size of a file',
    files: ['src-main/**/*.ts', 'src-renderer/**/*.{ts,vue}'],
    ignores: TESTS,
    rules: { 'max-lines': ['error', { max: 350 }] },
  },
  {
    name: 'configuration files',
    files: ['*.config.{ts,js}'],
    rules: { 'no-restricted-syntax': ['error', ...SYNTAX, NO_BARREL] },
  },
  {
    name: 'the one barrel',
    files: ['src-main/contract/index.ts'],
    rules: { 'no-restricted-syntax': ['error', ...SYNTAX, NO_DEFAULT_EXPORT] },
  },
  {
    name: 'the engine is quiet',
    files: ['src-main/**/*.ts'],
    ignores: ['src-main/headless.ts', 'src-main/index.ts', 'src-main/**/log*.ts', ...TESTS],
    rules: { 'no-console': 'error' },
  },
  {
    name: 'only engine.ts constructs',
    files: ['src-main/{engine,rpc,shell,net}/**/*.ts'],
    ignores: ['src-main/engine/engine.ts', 'src-main/engine/*-parts.ts', ...TESTS],
    rules: { 'no-restricted-syntax': ['error', ...SYNTAX, NO_DEFAULT_EXPORT, NO_BARREL, ...NO_CONSTRUCTION] },
  },
  {
    name: 'pure folders: no clock, no chance, no input or output',
    files: ['src-main/{contract,domain,protocols}/**/*.ts'],
    ignores: TESTS,
    rules: {
      'no-restricted-globals': [
        'error',
        'setTimeout',
        'setInterval',
        'setImmediate',
        'queueMicrotask',
        'performance',
        'process',
        'fetch',
        'console',
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'No clock in here: the time is passed in.' },
        { object: 'Math', property: 'random', message: 'Chance is passed in, so that a test can repeat it.' },
      ],
      'no-restricted-syntax': ['error', ...SYNTAX, NO_DEFAULT_EXPORT, NO_BARREL, ...NO_CLOCK],
    },
  },
  {
    name: 'the one barrel, pure as well',
    files: ['src-main/contract/index.ts'],
    rules: { 'no-restricted-syntax': ['error', ...SYNTAX, NO_DEFAULT_EXPORT, ...NO_CLOCK] },
  },
  ...importConfigs(),
)
