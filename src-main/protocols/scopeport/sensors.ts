/**
 * The sensors that ScopePort's own console knew (scopeport.md §4). Any other
 * name is a sensor as well, shown under its own name without a unit.
 */
interface Sensor {
  readonly unit: string
  readonly label: string
  /** Ever rising; people want to see how fast. */
  readonly isCounter: boolean
}

const SENSORS: ReadonlyMap<string, Sensor> = new Map([
  ['cpu_load_average_1', gauge('', 'Load, 1 min')],
  ['cpu_load_average_5', gauge('', 'Load, 5 min')],
  ['cpu_load_average_15', gauge('', 'Load, 15 min')],
  ['free_memory', gauge('KB', 'Memory free')],
  ['free_swap', gauge('KB', 'Swap free')],
  ['free_inodes', gauge('', 'Inodes free')],
  ['open_files', gauge('', 'Open files')],
  ['running_processes', gauge('', 'Processes running')],
  ['total_processes', gauge('', 'Processes in all')],
  ['read_operations', { unit: '/s', label: 'Disk reads', isCounter: true }],
  ['write_operations', { unit: '/s', label: 'Disk writes', isCounter: true }],
])

/** The documentation's example says `cpuload15` where the released console said `cpu_load_average_15`. */
const SPELLINGS: ReadonlyMap<string, string> = new Map([
  ['cpuload1', 'cpu_load_average_1'],
  ['cpuload5', 'cpu_load_average_5'],
  ['cpuload15', 'cpu_load_average_15'],
])

export function canonicalSensorName(wireName: string): string {
  return SPELLINGS.get(wireName) ?? wireName
}

/** Unit, label and kind by name; a plain gauge without a unit for a name that nobody has described. */
export function describeSensor(name: string): Sensor {
  return SENSORS.get(name) ?? gauge('', name)
}

function gauge(unit: string, label: string): Sensor {
  return { unit, label, isCounter: false }
}
