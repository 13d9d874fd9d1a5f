import { describe, expect, it } from 'vitest'
import { machineLines, runRequest, withMachine } from './run-request.ts'

const FORM = {
  machines: 'local\nroot@web01',
  subsystems: ' cdnm ',
  intervalSeconds: 1,
  durationSeconds: null,
  recordDirectory: '',
  name: '  ',
}

describe('the machines of a run', () => {
  it('stand one a line, or parted by blanks and commas, each once', () => {
    expect(machineLines('web01\r\n web02,web03; web01\n\n')).toEqual(['web01', 'web02', 'web03'])
  })

  it('leave out what is behind a #', () => {
    expect(machineLines('# the lab\nweb01 # the old one\n#web02')).toEqual(['web01'])
  })

  it('take one more on a line of its own, and none twice', () => {
    expect(withMachine('', 'local')).toBe('local')
    expect(withMachine('web01\n', 'local')).toBe('web01\nlocal')
    expect(withMachine('web01 local', 'local')).toBe('web01 local')
  })
})

describe('what is asked of the console', () => {
  it('leaves out what is empty', () => {
    expect(runRequest(FORM)).toEqual({
      hosts: ['local', 'root@web01'],
      subsystems: 'cdnm',
      intervalSeconds: 1,
    })
  })

  it('has the duration, the directory and the name where they are given', () => {
    expect(
      runRequest({ ...FORM, durationSeconds: 60, recordDirectory: ' /var/tmp ', name: 'lab' }),
    ).toMatchObject({ durationSeconds: 60, recordDirectory: '/var/tmp', name: 'lab' })
  })
})
