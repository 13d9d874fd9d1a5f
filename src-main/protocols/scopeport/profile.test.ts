import { describe, expect, it } from 'vitest'
import { parseProfile } from './profile.ts'

describe('parts of a profile', () => {
  it.each([
    ['profile_hostname', 'web01', { hostname: 'web01' }],
    ['profile_domainname', 'example.org', { domainname: 'example.org' }],
    ['profile_kernel', '2.6.26-2-686', { kernel: '2.6.26-2-686' }],
    ['profile_total_memory', '2061220', { totalMemoryKb: 2_061_220 }],
    ['profile_total_swap', '0', { totalSwapKb: 0 }],
    ['profile_sp_client_version', '0.4', { clientVersion: '0.4' }],
  ])('%s sets its field', (name, value, update) => {
    expect(parseProfile(name, value)).toEqual({ ok: true, value: update })
  })

  it.each([
    ['profile_hostname', { hostname: null }],
    ['profile_kernel', { kernel: null }],
    ['profile_total_memory', { totalMemoryKb: null }],
    ['profile_network_interfaces', { networkInterfaces: [] }],
    ['profile_cpus', { processors: [] }],
  ])('%s that the client could not tell is emptied', (name, update) => {
    expect(parseProfile(name, null)).toEqual({ ok: true, value: update })
  })

  it.each([
    ['profile_colour', 'red', /no part of a profile/],
    ['profile', 'x', /no part of a profile/],
    ['profiles', 'x', /no part of a profile/],
    ['profile_Kernel', 'x', /no part of a profile/],
    ['profile_total_memory', 'much', /not a number/],
    ['profile_total_memory', '-1', /not a number/],
    ['profile_total_swap', '1.5', /not a number/],
    ['profile_network_interfaces', '|1|2', /no name/],
  ])('%s with “%s” is refused', (name, value, reason) => {
    expect(parseProfile(name, value)).toEqual({ ok: false, reason: expect.stringMatching(reason) as string })
  })
})

describe('the list of interfaces', () => {
  it.each([
    [
      'eth0|123456|654321;lo|99|99',
      [
        ['eth0', 123_456, 654_321],
        ['lo', 99, 99],
      ],
    ],
    ['eth0|1|2;', [['eth0', 1, 2]]],
    ['eth0 | 1 | 2 ', [['eth0', 1, 2]]],
    ['eth0', [['eth0', null, null]]],
    ['eth0|-0-|5', [['eth0', null, 5]]],
    ['eth0|1|2|3', [['eth0', 1, 2]]],
    [';;', []],
  ] as const)('“%s”', (value, interfaces) => {
    const networkInterfaces = interfaces.map(([name, receivedBytes, sentBytes]) => ({
      name,
      receivedBytes,
      sentBytes,
    }))
    expect(parseProfile('profile_network_interfaces', value)).toEqual({
      ok: true,
      value: { networkInterfaces },
    })
  })
})

describe('the list of processors', () => {
  it.each([
    ['core:0|vendor:GenuineIntel|model:Xeon E5', [['0', 'GenuineIntel', 'Xeon E5']]],
    [
      'a:0|b:x|c:y;a:1|b:x|c:y',
      [
        ['0', 'x', 'y'],
        ['1', 'x', 'y'],
      ],
    ],
    ['core:0|vendor:a:b|model:c', [['0', 'a:b', 'c']]],
    ['0|Intel|Core', [['0', 'Intel', 'Core']]],
    ['core:0', [['0', '', '']]],
    ['core: 0 |vendor: AMD |model: Opteron ;', [['0', 'AMD', 'Opteron']]],
  ] as const)('“%s”', (value, list) => {
    const processors = list.map(([core, vendor, model]) => ({ core, vendor, model }))
    expect(parseProfile('profile_cpus', value)).toEqual({ ok: true, value: { processors } })
  })
})
