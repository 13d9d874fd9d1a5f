import { expect, it } from 'vitest'
import { machinesOf } from './run-machines.ts'

const hostsOf = (...hosts: string[]) =>
  machinesOf({ hosts }, 'desk').map(({ target, host }) => [target.text, host])

it('names the host of a machine as ssh was asked for it, and this machine by its own name', () => {
  expect(hostsOf('local', 'root@web01', 'web02:2222')).toEqual([
    ['local', 'desk'],
    ['root@web01', 'web01'],
    ['web02:2222', 'web02'],
  ])
})

it('takes each machine once', () => {
  expect(hostsOf('web01', ' web01', 'web02')).toEqual([
    ['web01', 'web01'],
    ['web02', 'web02'],
  ])
})

it('names in full what would be named alike, so that no two write into one series', () => {
  expect(hostsOf('root@web01:1', 'root@WEB01:2')).toEqual([
    ['root@web01:1', 'root@web01:1'],
    ['root@WEB01:2', 'root@WEB01:2'],
  ])
})

it('refuses a line that is no machine, and says which', () => {
  expect(() => hostsOf('web01', 'web02; reboot')).toThrow('“web02; reboot” is no machine')
})
