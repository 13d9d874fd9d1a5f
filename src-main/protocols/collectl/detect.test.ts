import { describe, expect, it } from 'vitest'
import { detectLine } from './detect.ts'

describe('detection by the first line', () => {
  it.each([
    ['sample.time 1795202661.002', 'lexpr', null],
    ['sample.time 1795202661.002 19:24:21', 'lexpr', null],
    ['db02 sample.time 1795202881.005', 'lexpr', 'db02'],
    ['#Date Time [CPU]User% [CPU]Nice%', 'plot', null],
    ['#Date,Time,[CPU]User%', 'plot', null],
    ['#UTC [CPU]User%', 'plot', null],
    ['web01 #Date Time [CPU]User%', 'plot', 'web01'],
    ['### RECORD    1 >>> web01 <<< (1795202661.003) (Fri Nov 20 19:24:21 2026) ###', 'verbose', null],
    ['# SINGLE CPU STATISTICS', 'verbose', null],
    ['# CPU SUMMARY (INTR, CTXSW & PROC /sec)', 'verbose', null],
    ['#<--------CPU--------><----------Disks----------->', 'brief', null],
    ['#         <--------CPU-------->', 'brief', null],
    ['my-host #         <--------CPU-------->', 'brief', 'my-host'],
    ['#procs ---------------memory (KB)---------------', 'vmstat', null],
  ])('%j is %s', (line, format, prefixHost) => {
    expect(detectLine(line)).toEqual({ detection: { kind: 'format', format }, prefixHost })
  })

  it.each([
    ['20261120 19:26:53 18 0 7 0 0 0 0 75', 'plot'],
    ['20261120,19:26:53,18,0,7,0,0,0,0', 'plot'],
    ['1795202763 19 0 6 1 0 0 0 75', 'plot'],
    ['1795203017.002 65 0 32 0 0 0', 'plot'],
    ['  25   7   461   1243  20G  31M   1G ', 'brief'],
    ['100  53  2740   5692 ', 'brief'],
    ['19:25:13   20   6   513    901  21G', 'brief'],
    ['11/21 00:37:03    3   1   236    243', 'brief'],
  ])('%j is %s whose header was missed', (line, format) => {
    expect(detectLine(line)).toEqual({ detection: { kind: 'headless', format }, prefixHost: null })
  })

  it.each([
    ['', { kind: 'blank' }],
    ['#'.repeat(80), { kind: 'preamble', host: null }],
    ['# Host:       vm  DaemonOpts: ', { kind: 'preamble', host: 'vm' }],
    ['# Collectl:   V4.3.1-1  HiRes: 1', { kind: 'preamble', host: null }],
    ["Error: invalid lexpr option 'zz'", { kind: 'error' }],
  ])('%j decides nothing yet', (line, detection) => {
    expect(detectLine(line)).toEqual({ detection, prefixHost: null })
  })

  it('knows the host even of an empty line', () => {
    expect(detectLine('web01 ')).toEqual({ detection: { kind: 'blank' }, prefixHost: 'web01' })
  })

  it.each(['SSH-2.0-OpenSSH_9.2', 'HTTP/1.1 400 Bad Request', 'hello world', 'cputotals.num 2', '#', '12'])(
    '%j is nothing of collectl',
    (line) => {
      expect(detectLine(line)).toBeNull()
    },
  )

  it.each(['1', '-', '<', '# <', '# A', '1 ', 'a '])('takes no time over a long line of %j', (piece) => {
    const line = piece.repeat(300_000)
    const before = performance.now()
    detectLine(line)
    detectLine(line.slice(0, 19_999))
    expect(performance.now() - before).toBeLessThan(500)
  })
})
