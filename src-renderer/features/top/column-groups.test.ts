import { describe, expect, it } from 'vitest'
import type { TopColumn, TopGroup } from '../../../src-main/contract/index.ts'
import { columnGroups } from './column-groups.ts'

const column = (key: string, group: TopGroup, label = key): TopColumn => ({
  key,
  group,
  label,
  unit: '',
  hosts: 1,
  sources: ['collectl'],
})

describe('columnGroups', () => {
  it('has the parts of a machine in their order, and only those that there are', () => {
    const groups = columnGroups([column('x.', 'other'), column('load', 'load'), column('cpu', 'cpu')], '')
    expect(groups.map(({ group, columns }) => [group, columns.map(({ key }) => key)])).toEqual([
      ['cpu', ['cpu']],
      ['load', ['load']],
      ['other', ['x.']],
    ])
  })

  it('calls a quantity by the words of the language, and what nobody described by those of its source', () => {
    const [cpu, other] = columnGroups([column('cpu', 'cpu', 'wire'), column('x.', 'other', 'Queue')], '')
    expect(cpu?.columns[0]?.label).toBe('CPU')
    expect(other?.columns[0]?.label).toBe('Queue')
  })

  it('finds words in key and label', () => {
    const all = [column('disk-read', 'disk'), column('net.', 'network', 'Disk of the network')]
    expect(columnGroups(all, 'DISK read').map(({ group }) => group)).toEqual(['disk'])
    expect(columnGroups(all, 'disk').map(({ group }) => group)).toEqual(['disk', 'network'])
    expect(columnGroups(all, 'tape')).toEqual([])
  })

  it('lists so many of a group, and says how many more there are', () => {
    const many = Array.from({ length: 30 }, (_, index) => column(`disk-${index}.`, 'disk'))
    const [disk] = columnGroups(many, '')
    expect([disk?.columns.length, disk?.more]).toEqual([24, 6])
  })
})
