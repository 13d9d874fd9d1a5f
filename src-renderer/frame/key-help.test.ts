import { describe, expect, it } from 'vitest'
import { createMemoryHistory } from 'vue-router'
import { createPages } from '../router.ts'
import { keyGroupsOf } from './key-help.ts'

describe('the keys of a page', () => {
  it('end with those of the frame, on every page', () => {
    const paths = createPages(createMemoryHistory())
      .getRoutes()
      .map(({ path }) => path)
    for (const path of paths) expect(keyGroupsOf(path).at(-1)?.name).toBe('help.anywhere')
  })

  it('are those of what is on it', () => {
    const names = (path: string) => keyGroupsOf(path).map(({ name }) => name)
    expect(names('/graphs')).toEqual(['help.graphs', 'help.charts', 'help.anywhere'])
    expect(names('/top')).toEqual(['help.top', 'help.cells', 'help.anywhere'])
    expect(names('/hosts/12')).toEqual(['help.tables', 'help.anywhere'])
    expect(names('/settings')).toEqual(['help.anywhere'])
  })

  it('are told once each in a group', () => {
    for (const { entries } of ['/top', '/graphs', '/hosts'].flatMap(keyGroupsOf)) {
      const keys = entries.flatMap((entry) => entry.keys)
      expect(new Set(keys).size).toBe(keys.length)
    }
  })
})
