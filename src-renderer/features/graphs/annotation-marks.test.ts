import { describe, expect, it } from 'vitest'
import type { Annotation } from '../../../src-main/contract/index.ts'
import { annotationKey, chartMarks } from './annotation-marks.ts'

function annotation(parts: Partial<Annotation>): Annotation {
  return {
    id: 1,
    from: 100,
    to: null,
    isOpen: false,
    origin: 'person',
    tag: '',
    text: 'Backup',
    kind: null,
    subject: '',
    detail: '',
    hostId: null,
    ...parts,
  }
}

const words = (one: Annotation): string => one.text

describe('annotations on a chart', () => {
  it('are those of everybody and those of the hosts that it shows', () => {
    const all = [annotation({}), annotation({ id: 2, hostId: 7 }), annotation({ id: 3, hostId: 8 })]
    expect(chartMarks(all, new Set([7]), 500, words).map(({ key }) => key)).toEqual(['1', '2'])
  })

  it('are moments, spans, and what reaches to the present', () => {
    const all = [annotation({}), annotation({ to: 200 }), annotation({ isOpen: true })]
    expect(chartMarks(all, new Set(), 500, words).map(({ from, to }) => [from, to])).toEqual([
      [100, 100],
      [100, 200],
      [100, 500],
    ])
  })

  it('have the tone of what they mean, and their words', () => {
    const outage = annotation({ origin: 'console', tag: 'outage', text: 'x' })
    expect(chartMarks([annotation({}), outage], new Set(), 0, words)).toMatchObject([
      { tone: 'accent', label: 'Backup' },
      { tone: 'bad', label: 'x' },
    ])
  })

  it('have keys of their own, also without a number', () => {
    const [one, other] = [100, 200].map((from) => annotation({ id: null, kind: 'logins-refused', from }))
    expect(annotationKey(one!)).not.toBe(annotationKey(other!))
  })
})
