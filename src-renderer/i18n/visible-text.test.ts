import { describe, expect, it } from 'vitest'
import { looseTexts } from './visible-text.ts'

const components = import.meta.glob('../**/*.vue', {
  query: '?raw',
  import: 'default',
  eager: true,
}) as Record<string, string>
/** Toasts, menus, titles: where TypeScript hands words to what shows them. */
const code = import.meta.glob(
  ['../**/*.ts', '../**/*.vue', '!../**/*.test.ts', '!../i18n/**', '!../**/fake-*.ts'],
  {
    query: '?raw',
    import: 'default',
    eager: true,
  },
) as Record<string, string>

const found = (template: string): readonly string[] =>
  looseTexts('x.vue', `<template>${template}</template>`).map(({ text }) => text)

describe('what a person reads', () => {
  it('comes from the catalogues, in every component', () => {
    expect(Object.keys(components).length).toBeGreaterThan(80)
    expect(Object.entries(components).flatMap(([file, source]) => looseTexts(file, source))).toEqual([])
  })

  it('comes from the catalogues where code says it', () => {
    const spoken =
      /(?:\.say\(|document\.title\s*=|\blabel:|\btitle:|\bdescription:|\bsentence:)\s*'([^']*)'/gu
    const loose = Object.entries(code).flatMap(([file, source]) =>
      [...source.matchAll(spoken)]
        .map(([, text = '']) => text)
        .filter((text) => /\p{L}{2,}/u.test(text) && !/^[\w-]+\.[\w-]+$/u.test(text))
        .map((text) => `${file}: ${text}`),
    )
    expect(loose).toEqual([])
  })
})

describe('looseTexts', () => {
  it.each([
    ['<p>Hello there</p>', ['Hello there']],
    ['<p>{{ t("a.b") }} more</p>', ['more']],
    ['<p :title="x">{{ t("a.b") }}</p>', []],
    ['<p title="A hint">1</p>', ['A hint']],
    ["<p :title=\"isOn ? 'On' : t('a.off')\" />", ['On']],
    ['<p>{{ isOn ? "" : \'Off\' }}</p>', ['Off']],
    ["<p v-if=\"kind === 'big'\">{{ t('a.b', { name: 'x' }) }}</p>", []],
    ['<p>{{ `${count} hosts` }}</p>', ['hosts']],
    ['<p aria-label="Close"><b class="red">×</b></p>', ['Close']],
    ['<p class="text">– · %</p><!-- a comment -->', []],
    ['<kbd>K</kbd><span>Scopedeck</span>', []],
  ])('in %s are %j', (template, texts) => {
    expect(found(template)).toEqual(texts)
  })
})
