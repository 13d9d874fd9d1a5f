import { describe, expect, it } from 'vitest'
import { lastScopeportValue, loginRecipe } from './login-recipe.ts'
import { hostOf, identityOf } from './fake-host.ts'

const RECIPES = [
  { protocol: 'collectl' as const, commands: ['collectl -A server:2655'] },
  {
    protocol: 'scopeport' as const,
    commands: ["printf 'ID,login,PASSWORD\\nID,cpu_load_average_1,%s\\n'", '192.0.2.1:12201'],
  },
]

describe('how a host logs in', () => {
  it('fills id and password into the command of the console', () => {
    expect(loginRecipe(RECIPES, 16, 'aB3$&x')).toEqual({
      loginLine: '16,login,aB3$&x',
      command: "printf '16,login,aB3$&x\\n16,cpu_load_average_1,%s\\n'",
      address: '192.0.2.1:12201',
    })
  })

  it('does not touch a password that contains the marks', () => {
    expect(loginRecipe(RECIPES, 16, 'xIDPASSWORDx').loginLine).toBe('16,login,xIDPASSWORDx')
    expect(loginRecipe(RECIPES, 16, 'xIDPASSWORDx').command).toContain('16,login,xIDPASSWORDx\\n16,cpu')
  })

  it('has the login line alone while the listener is not on', () => {
    expect(loginRecipe(RECIPES.slice(0, 1), 16, 'x')).toEqual({
      loginLine: '16,login,x',
      command: null,
      address: null,
    })
  })
})

describe('the first value after a new password', () => {
  const host = hostOf({
    identities: [
      identityOf({ source: 'collectl', lastSampleAt: 9_000 }),
      identityOf({ source: 'scopeport', lastSampleAt: 5_000 }),
    ],
  })

  it.each([
    [4_999, 5_000],
    [5_000, 5_000],
    [5_001, null],
  ])('counts from %d on: %s', (since, expected) => {
    expect(lastScopeportValue(host, since)).toBe(expected)
  })

  it('has not come for a host that is not known yet', () => {
    expect(lastScopeportValue(undefined, 0)).toBeNull()
  })
})
