import { describe, expect, it } from 'vitest'
import { addressOfFilter, filterFromAddress, isSameQuery, loginQuery } from './login-query.ts'

describe('the filter of the journal', () => {
  it('asks for everything with nothing', () => {
    expect(loginQuery({ outcome: 'all', search: '  ', host: null })).toEqual({})
  })

  it('asks with what is chosen, blanks around it left out', () => {
    expect(loginQuery({ outcome: 'refused', search: ' 192.0.2 ', host: 3 })).toEqual({
      outcome: 'refused',
      search: '192.0.2',
      host: 3,
    })
  })

  it.each([
    [199, 199],
    [200, 200],
    [201, 200],
  ])('of a search of %d characters asks %d, as the contract takes it', (length, asked) => {
    expect(loginQuery({ outcome: 'all', search: 'x'.repeat(length), host: null }).search).toHaveLength(asked)
  })

  it.each([
    [{}, {}],
    [{ outcome: 'refused' }, { outcome: 'refused' }],
    [
      { outcome: 'accepted', search: 'db', host: '16' },
      { outcome: 'accepted', search: 'db', host: '16' },
    ],
    [{ outcome: 'nonsense', host: '-1', search: ['a', 'b'] }, {}],
    [{ host: '0' }, {}],
    [{ host: '1e3' }, {}],
  ])('reads the address %o and writes %o', (query, written) => {
    expect(addressOfFilter(loginQuery(filterFromAddress(query)))).toEqual(written)
  })

  it('tells queries apart', () => {
    expect(isSameQuery({ search: 'a' }, { search: 'a' })).toBe(true)
    expect(isSameQuery({ search: 'a' }, {})).toBe(false)
    expect(isSameQuery({ host: 1 }, { host: 2 })).toBe(false)
  })
})
