import { z } from 'zod'

/** What a proxy makes of a value before it hands it over: steps, one after the other (zabbix.md §4). */

export const preprocessingType = z.enum([
  'multiplier',
  'rightTrim',
  'leftTrim',
  'trim',
  'regex',
  'booleanToDecimal',
  'octalToDecimal',
  'hexToDecimal',
  'simpleChange',
  'changePerSecond',
  'xmlPath',
  'jsonPath',
  'inRange',
  'matchesRegex',
  'notMatchesRegex',
  'checkJsonError',
  'checkXmlError',
  'checkRegexError',
  'discardUnchanged',
  'discardUnchangedHeartbeat',
  'javascript',
  'prometheusPattern',
  'prometheusToJson',
  'csvToJson',
  'replace',
  'checkNotSupported',
  'xmlToJson',
])
export type PreprocessingType = z.infer<typeof preprocessingType>

export const preprocessingParam = z.enum([
  'number',
  'characters',
  'pattern',
  'output',
  'path',
  'min',
  'max',
  'interval',
  'script',
  'prometheus',
  'take',
  'label',
  'delimiter',
  'quote',
  'header',
  'search',
  'replacement',
])
export type PreprocessingParam = z.infer<typeof preprocessingParam>

interface StepShape {
  readonly params: readonly PreprocessingParam[]
  /** Those at the beginning that must have something in them. */
  readonly needed: number
  /** Whether it can fail, so that somebody may say what happens then. */
  readonly canFail: boolean
}

const step = (params: readonly PreprocessingParam[], needed = params.length, canFail = true): StepShape => ({
  params,
  needed,
  canFail,
})

/** The parameters of each type, in their order. */
export const PREPROCESSING_STEPS: Readonly<Record<PreprocessingType, StepShape>> = {
  multiplier: step(['number']),
  rightTrim: step(['characters'], 1, false),
  leftTrim: step(['characters'], 1, false),
  trim: step(['characters'], 1, false),
  regex: step(['pattern', 'output']),
  booleanToDecimal: step([]),
  octalToDecimal: step([]),
  hexToDecimal: step([]),
  simpleChange: step([]),
  changePerSecond: step([]),
  xmlPath: step(['path']),
  jsonPath: step(['path']),
  // One of the two may be open; which, is looked at below.
  inRange: step(['min', 'max'], 0),
  matchesRegex: step(['pattern']),
  notMatchesRegex: step(['pattern']),
  checkJsonError: step(['path']),
  checkXmlError: step(['path']),
  checkRegexError: step(['pattern', 'output']),
  discardUnchanged: step([], 0, false),
  discardUnchangedHeartbeat: step(['interval'], 1, false),
  javascript: step(['script']),
  // Before 6.0 the second was the label.
  prometheusPattern: step(['prometheus', 'take', 'label'], 1),
  prometheusToJson: step(['prometheus'], 0),
  csvToJson: step(['delimiter', 'quote', 'header'], 0),
  replace: step(['search', 'replacement'], 1, false),
  checkNotSupported: step([], 0),
  xmlToJson: step([]),
}

/** As it is kept and shown. */
export const storedStep = z.object({
  type: preprocessingType,
  /** As many as the type takes: the multiplier, the expression and its output, the path. */
  params: z.array(z.string().max(65_535)).max(10).default([]),
  /** What happens when the step fails; the item becomes "not supported" unless said. */
  onFail: z.enum(['error', 'discard', 'setValue', 'setError']).default('error'),
  onFailValue: z.string().max(2_048).default(''),
})
export type PreprocessingStep = z.infer<typeof storedStep>

interface Fault {
  readonly path: readonly (string | number)[]
  readonly message: string
}

/** A proxy takes a step that cannot work without a word, and the item never has a value. */
export const preprocessingSteps = z
  .array(storedStep)
  .max(50)
  .superRefine((steps, context) => {
    for (const [index, each] of steps.entries()) {
      const fault = faultOfStep(each) ?? faultOfPlace(each, index, steps)
      if (fault !== null)
        context.addIssue({ code: 'custom', path: [index, ...fault.path], message: fault.message })
    }
  })

const NUMBER = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/
const INTERVAL = /^\d+[smhdw]?$/
/** With a macro in it, only the proxy knows what it becomes. */
const MACRO = /\{[$#]/

function faultOfStep({ type, params, onFail, onFailValue }: PreprocessingStep): Fault | null {
  const { params: names, needed, canFail } = PREPROCESSING_STEPS[type]
  if (params.length > names.length)
    return { path: ['params'], message: `The step takes ${names.length} parameters at most.` }
  for (let index = 0; index < names.length; index++) {
    const text = params[index] ?? ''
    const fault = index < needed && text === '' ? 'It is empty.' : faultOfParam(names[index], text)
    if (fault !== null) return { path: ['params', index], message: fault }
    // The parameters travel as lines of one text.
    if (names.length > 1 && text.includes('\n'))
      return { path: ['params', index], message: 'It has more than one line.' }
  }
  if (type === 'inRange') {
    const [min = '', max = ''] = params
    if (min === '' && max === '') return { path: ['params', 0], message: 'One of the two limits is needed.' }
    if (NUMBER.test(min) && NUMBER.test(max) && Number(min) > Number(max))
      return { path: ['params', 1], message: 'The largest is smaller than the smallest.' }
  }
  if (!canFail && onFail !== 'error') return { path: ['onFail'], message: 'The step cannot fail.' }
  if (type === 'checkNotSupported' && onFail === 'error')
    return { path: ['onFail'], message: 'The step needs to be told what happens then.' }
  return onFail === 'setError' && onFailValue === ''
    ? { path: ['onFailValue'], message: 'The words of the error are missing.' }
    : null
}

function faultOfParam(name: PreprocessingParam | undefined, text: string): string | null {
  if (text === '' || MACRO.test(text)) return null
  if (name === 'number' || name === 'min' || name === 'max')
    return NUMBER.test(text) ? null : 'It is no number.'
  if (name === 'interval')
    return INTERVAL.test(text) ? null : 'It is no time; one has the form 30s, 10m or 1h.'
  if (name === 'header') return ['0', '1'].includes(text) ? null : 'It is neither 0 nor 1.'
  return null
}

const DISCARDS: ReadonlySet<PreprocessingType> = new Set(['discardUnchanged', 'discardUnchangedHeartbeat'])
const CHANGES: ReadonlySet<PreprocessingType> = new Set(['simpleChange', 'changePerSecond'])

/** Some steps make sense once, or at the beginning, only. */
function faultOfPlace(
  { type }: PreprocessingStep,
  index: number,
  steps: readonly PreprocessingStep[],
): Fault | null {
  if (type === 'checkNotSupported' && index > 0)
    return { path: ['type'], message: 'It must be the first step.' }
  const isThere = (group: ReadonlySet<PreprocessingType>): boolean =>
    group.has(type) && steps.slice(0, index).some((each) => group.has(each.type))
  if (isThere(DISCARDS)) return { path: ['type'], message: 'Unchanged values are discarded once.' }
  return isThere(CHANGES) ? { path: ['type'], message: 'A change is made once.' } : null
}
