import { describe, expect, it } from 'vitest'
import css from './tokens.css?raw'

type Rgba = readonly [red: number, green: number, blue: number, alpha: number]

function tokensOf(theme: string): Map<string, string> {
  const block = css.slice(css.indexOf(`[data-theme='${theme}'] {`)).split('}')[0] ?? ''
  return new Map(
    [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]+);/g)].map((match) => [match[1] ?? '', match[2] ?? '']),
  )
}

function parse(hex: string): Rgba {
  const part = (at: number): number => Number.parseInt(hex.slice(at, at + 2), 16)
  return [part(1), part(3), part(5), hex.length > 7 ? part(7) / 255 : 1]
}

function over(top: Rgba, bottom: Rgba): Rgba {
  const mix = (a: number, b: number): number => a * top[3] + b * (1 - top[3])
  return [mix(top[0], bottom[0]), mix(top[1], bottom[1]), mix(top[2], bottom[2]), 1]
}

/** Relative luminance, WCAG 2.2. */
function luminance([red, green, blue]: Rgba): number {
  const linear = (value: number): number => {
    const share = value / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

function contrast(one: Rgba, other: Rgba): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

const SURFACES = ['bg', 'surface', 'raised', 'sunken', 'hover']
const TEXTS = ['text', 'text-muted', 'text-faint', 'accent', 'ok', 'warn', 'bad', 'stale']
const SERIES = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8']

describe.each(['dark', 'light'])('the %s theme', (theme) => {
  const tokens = tokensOf(theme)
  const colour = (name: string): Rgba => {
    const hex = tokens.get(name)
    if (hex === undefined) throw new Error(`There is no token --${name}`)
    return parse(hex)
  }

  it.each(TEXTS.flatMap((text) => SURFACES.map((surface) => [text, surface] as const)))(
    'shows --%s on --%s with a contrast of 4.5 or more',
    (text, surface) => {
      expect(contrast(colour(text), colour(surface))).toBeGreaterThanOrEqual(4.5)
    },
  )

  it.each([
    ['text', 'accent-soft'],
    ['text-muted', 'accent-soft'],
    ['text-faint', 'accent-soft'],
    ['ok', 'ok-soft'],
    ['warn', 'warn-soft'],
    ['bad', 'bad-soft'],
    ['text', 'warn-soft'],
    ['text', 'bad-soft'],
  ] as const)('shows --%s on --%s over every surface with 4.5 or more', (text, soft) => {
    for (const surface of ['bg', 'surface', 'raised']) {
      expect(contrast(colour(text), over(colour(soft), colour(surface)))).toBeGreaterThanOrEqual(4.5)
    }
  })

  it('shows what stands on the accent and on the danger colour', () => {
    expect(contrast(colour('on-accent'), colour('accent'))).toBeGreaterThanOrEqual(4.5)
    expect(contrast(colour('on-bad'), colour('bad'))).toBeGreaterThanOrEqual(4.5)
  })

  it.each(SERIES)('draws series colour --%s with a contrast of 3 or more', (series) => {
    for (const surface of ['bg', 'surface', 'raised']) {
      expect(contrast(colour(series), colour(surface))).toBeGreaterThanOrEqual(3)
    }
  })
})
