import { describe, expect, it } from 'vitest'
import { DEFAULT_SETTINGS } from '../../../src-main/contract/settings.ts'
import { useFormat } from '../../format/use-format.ts'
import { translate } from '../../i18n/i18n.ts'
import { verdictOf, type Preview } from './block-verdict.ts'
import { expiryOf } from './expiry.ts'
import { ruleWords } from './rule-words.ts'

function preview(patch: Partial<Preview>): Preview {
  return { host: '192.0.2.7', valid: true, ownAddresses: [], activeHosts: [], coveredBy: null, ...patch }
}

describe('what blocking would do', () => {
  it('is harmless where nobody is locked out', () => {
    expect(verdictOf([preview({})])).toMatchObject({ free: ['192.0.2.7'], isDangerous: false })
  })

  it.each([
    ['an address of this machine', { ownAddresses: ['127.0.0.1'] }],
    ['a host that sends values', { activeHosts: ['db02'] }],
  ])('is dangerous when it covers %s', (_, patch) => {
    expect(verdictOf([preview({}), preview({ host: '127.0.0.0/8', ...patch })]).isDangerous).toBe(true)
  })

  it('names a host once that several addresses cover', () => {
    const covering = [preview({ activeHosts: ['db02', 'nas'] }), preview({ host: 'b', activeHosts: ['nas'] })]
    expect(verdictOf(covering).activeHosts).toEqual(['db02', 'nas'])
  })

  it('leaves out what is no address, and what stands there in the same words', () => {
    const verdict = verdictOf([
      preview({ host: 'foo', valid: false }),
      preview({ host: '192.0.2.8', coveredBy: '192.0.2.8', ownAddresses: ['192.0.2.8'] }),
    ])
    expect(verdict).toMatchObject({ invalid: ['foo'], free: [], isDangerous: false })
    expect(verdict.covered).toEqual([{ host: '192.0.2.8', by: '192.0.2.8' }])
  })

  it('lets an address through that a network covers, which may end earlier', () => {
    expect(verdictOf([preview({ coveredBy: '192.0.2.0/24' })]).free).toEqual(['192.0.2.7'])
  })
})

describe('when a block ends', () => {
  const NOW = 1_000_000

  it.each([
    ['never', null],
    ['hour', NOW + 3_600_000],
    ['day', NOW + 86_400_000],
    ['week', NOW + 604_800_000],
  ] as const)('%s: %s', (choice, expected) => {
    expect(expiryOf(choice, null, NOW)).toBe(expected)
  })

  it.each([
    [null, 'invalid'],
    [NOW, 'invalid'],
    [NOW + 1, NOW + 1],
  ] as const)('at a date %s: %s', (date, expected) => {
    expect(expiryOf('date', date, NOW)).toBe(expected)
  })
})

describe('the rule in words', () => {
  const words = (patch: Partial<typeof DEFAULT_SETTINGS.blacklist>): string =>
    ruleWords({ ...DEFAULT_SETTINGS.blacklist, ...patch }, translate, useFormat())

  it('says how many failures in what time, and until when', () => {
    expect(words({})).toBe('3 failures within 10 min block an address until somebody removes it.')
    expect(words({ failures: 1, expiryMinutes: 1_440 })).toBe(
      '1 failure within 10 min blocks an address for 24 h.',
    )
  })

  it('says who is never blocked', () => {
    expect(words({ allow: ['10.0.0.0/8'] })).toContain('1 address or network is never blocked.')
  })

  it('says when there is none', () => {
    expect(words({ enabled: false })).toBe('The rule is off: only people put addresses on this list.')
  })
})
