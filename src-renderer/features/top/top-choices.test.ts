import { describe, expect, it } from 'vitest'
import { FIRST_CHOICES, parseChoices, printChoices } from './top-choices.ts'

describe('what was chosen', () => {
  it('comes back as it was kept', () => {
    const choices = {
      columns: ['cpu', 'disk-sda-read.b-s'],
      sort: { key: 'cpu', isDescending: true },
      lines: ['cpu'],
      filter: 'host:web* cpu>80',
    }
    expect(parseChoices(printChoices(choices))).toEqual(choices)
  })

  it.each([null, '', 'x', '[]', '7', 'null', '{"columns":7,"sort":"x","lines":{},"filter":[]}'])(
    'is nothing where %j was kept',
    (text) => {
      expect(parseChoices(text)).toEqual(FIRST_CHOICES)
    },
  )

  it('leaves out what is no key, and each key but once', () => {
    const text = JSON.stringify({ columns: ['cpu', 7, '', 'a,b', 'cpu', 'load'] })
    expect(parseChoices(text).columns).toEqual(['cpu', 'load'])
  })

  it('takes no more columns than can be shown', () => {
    const columns = Array.from({ length: 99 }, (_, index) => `c${index}`)
    expect(parseChoices(JSON.stringify({ columns })).columns).toHaveLength(60)
  })
})
