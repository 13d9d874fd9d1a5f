import { describe, expect, it } from 'vitest'
import { newItem } from './zabbix.ts'
import { preprocessingSteps, preprocessingType, type PreprocessingType } from './preprocessing.ts'

const faultsOf = (steps: readonly object[]): readonly string[] => {
  const result = preprocessingSteps.safeParse(steps)
  if (result.success) return []
  return result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
}

/** Each type as the manual of 6.0 shows it. */
const EXAMPLES = {
  multiplier: ['0.001'],
  rightTrim: ['%'],
  leftTrim: ['0'],
  trim: [' "'],
  regex: ['([0-9]+) MB', '\\1'],
  booleanToDecimal: [],
  octalToDecimal: [],
  hexToDecimal: [],
  simpleChange: [],
  changePerSecond: [],
  xmlPath: ['number(/a/b)'],
  jsonPath: ['$.load'],
  inRange: ['0', '{$MAX}'],
  matchesRegex: ['^ok'],
  notMatchesRegex: ['error'],
  checkJsonError: ['$.error'],
  checkXmlError: ['/error'],
  checkRegexError: ['ERR (.*)', '\\1'],
  discardUnchanged: [],
  discardUnchangedHeartbeat: ['10m'],
  javascript: ['return value\n  .trim()'],
  prometheusPattern: ['http_total{code="200"}', 'function', 'sum'],
  prometheusToJson: [''],
  csvToJson: [';', '"', '1'],
  replace: ['a', ''],
  checkNotSupported: [],
  xmlToJson: [],
} as const satisfies Record<PreprocessingType, readonly string[]>

describe('steps of preprocessing', () => {
  it.each(preprocessingType.options)('of the type %s are taken as the manual shows them', (type) => {
    const onFail = type === 'checkNotSupported' ? 'discard' : 'error'
    expect(faultsOf([{ type, params: EXAMPLES[type], onFail }])).toEqual([])
  })

  it.each([
    [[{ type: 'multiplier' }], '0.params.0: It is empty.'],
    [[{ type: 'multiplier', params: ['ten'] }], '0.params.0: It is no number.'],
    [[{ type: 'multiplier', params: ['1', '2'] }], '0.params: The step takes 1 parameters at most.'],
    [
      [
        { type: 'trim', params: ['x'] },
        { type: 'regex', params: ['a'] },
      ],
      '1.params.1: It is empty.',
    ],
    [[{ type: 'regex', params: ['a\nb', '\\0'] }], '0.params.0: It has more than one line.'],
    [[{ type: 'inRange', params: ['', ''] }], '0.params.0: One of the two limits is needed.'],
    [[{ type: 'inRange', params: ['9', '1'] }], '0.params.1: The largest is smaller than the smallest.'],
    [[{ type: 'discardUnchangedHeartbeat', params: ['often'] }], '0.params.0: It is no time'],
    [[{ type: 'csvToJson', params: [',', '', 'yes'] }], '0.params.2: It is neither 0 nor 1.'],
    [[{ type: 'trim', params: ['x'], onFail: 'discard' }], '0.onFail: The step cannot fail.'],
    [[{ type: 'jsonPath', params: ['$.a'], onFail: 'setError' }], '0.onFailValue: The words'],
    [[{ type: 'checkNotSupported' }], '0.onFail: The step needs to be told'],
    [
      [{ type: 'xmlToJson' }, { type: 'checkNotSupported', onFail: 'discard' }],
      '1.type: It must be the first step.',
    ],
    [[{ type: 'simpleChange' }, { type: 'changePerSecond' }], '1.type: A change is made once.'],
    [
      [{ type: 'discardUnchanged' }, { type: 'discardUnchangedHeartbeat', params: ['1h'] }],
      '1.type: Unchanged values are discarded once.',
    ],
  ])('that cannot work are refused with the field: %j', (steps, words) => {
    expect(faultsOf(steps)).toEqual([expect.stringContaining(words)])
  })

  it('name the field within an item', () => {
    const item = { key: 'a', type: 'trapper', valueType: 'float', preprocessing: [{ type: 'regex' }] }
    const { error } = newItem.safeParse(item)
    expect(error?.issues[0]?.path).toEqual(['preprocessing', 0, 'params', 0])
  })
})
