import {
  PREPROCESSING_STEPS,
  type PreprocessingStep,
  type PreprocessingType,
} from '../../../src-main/contract/index.ts'

/** Words that a parameter begins with, where an empty one would never do. */
const FIRST_PARAMS: Readonly<Partial<Record<PreprocessingType, readonly string[]>>> = {
  csvToJson: [',', '"', '1'],
  prometheusPattern: ['', 'value', ''],
}

/** A step of this type as it begins. */
export function newStep(type: PreprocessingType): PreprocessingStep {
  const { params } = PREPROCESSING_STEPS[type]
  return {
    type,
    params: [...(FIRST_PARAMS[type] ?? params.map(() => ''))],
    onFail: type === 'checkNotSupported' ? 'discard' : 'error',
    onFailValue: '',
  }
}

/** Another type: what fits of the parameters stays. */
export function withType(step: PreprocessingStep, type: PreprocessingType): PreprocessingStep {
  const before = PREPROCESSING_STEPS[step.type].params
  const fresh = newStep(type)
  const params = PREPROCESSING_STEPS[type].params.map((name, index) =>
    before[index] === name ? (step.params[index] ?? '') : (fresh.params[index] ?? ''),
  )
  const keepsFault = PREPROCESSING_STEPS[type].canFail && step.onFail !== 'error'
  return { ...fresh, params, ...(keepsFault ? { onFail: step.onFail, onFailValue: step.onFailValue } : {}) }
}

export function withParam(step: PreprocessingStep, index: number, text: string): PreprocessingStep {
  const { params } = PREPROCESSING_STEPS[step.type]
  return { ...step, params: params.map((_, each) => (each === index ? text : (step.params[each] ?? ''))) }
}

/** The steps with one of them a place further up (-1) or down (1). */
export function moved(
  steps: readonly PreprocessingStep[],
  index: number,
  by: -1 | 1,
): readonly PreprocessingStep[] {
  const step = steps[index]
  const other = steps[index + by]
  if (step === undefined || other === undefined) return steps
  return steps.with(index, other).with(index + by, step)
}
