import { describe, expect, it } from 'vitest'
import { canonicalSensorName, describeSensor } from './sensors.ts'

describe('names of sensors', () => {
  it.each([
    ['cpuload1', 'cpu_load_average_1'],
    ['cpuload5', 'cpu_load_average_5'],
    ['cpuload15', 'cpu_load_average_15'],
    ['cpu_load_average_15', 'cpu_load_average_15'],
    ['cpuload', 'cpuload'],
    ['cpuload2', 'cpuload2'],
    ['CPULOAD15', 'CPULOAD15'],
    ['whatever', 'whatever'],
  ])('%s is kept as %s', (wireName, name) => {
    expect(canonicalSensorName(wireName)).toBe(name)
  })

  it.each([
    ['cpu_load_average_1', '', false],
    ['cpu_load_average_5', '', false],
    ['cpu_load_average_15', '', false],
    ['free_memory', 'KB', false],
    ['free_swap', 'KB', false],
    ['free_inodes', '', false],
    ['open_files', '', false],
    ['running_processes', '', false],
    ['total_processes', '', false],
    ['read_operations', '/s', true],
    ['write_operations', '/s', true],
  ])('%s has the unit “%s”, counter: %s', (name, unit, isCounter) => {
    expect(describeSensor(name)).toMatchObject({ unit, isCounter })
    expect(describeSensor(name).label).not.toBe(name)
  })

  it('an unknown one is a gauge under its own name', () => {
    expect(describeSensor('frob')).toEqual({ unit: '', label: 'frob', isCounter: false })
  })
})
