import { expect, it } from 'vitest'
import { collectlServerCommand, parseCollectlVersion } from './server-command.ts'

it('serves lexpr on a port of every address', () => {
  expect(collectlServerCommand(2655)).toEqual([
    'collectl',
    '-A',
    'server:2655',
    '-scdnm',
    '--export',
    'lexpr',
  ])
})

it.each([0, -1, 65_536, 1.5, Number.NaN])(
  'refuses port %s, which collectl would bend into another',
  (port) => {
    expect(() => collectlServerCommand(port)).toThrow(RangeError)
  },
)

it('accepts the ports at the edges', () => {
  expect(collectlServerCommand(1)[2]).toBe('server:1')
  expect(collectlServerCommand(65_535)[2]).toBe('server:65535')
})

it('finds the version in what collectl prints', () => {
  const printed = 'collectl V4.3.1-1 (zlib:2.106,HiRes:1.977)\n\nCopyright 2003-2018 Somebody\n'
  expect(parseCollectlVersion(printed)).toBe('4.3.1-1')
  expect(parseCollectlVersion('collectl V4.3.20 (no zlib)')).toBe('4.3.20')
  expect(parseCollectlVersion('bash: collectl: command not found')).toBeNull()
})
