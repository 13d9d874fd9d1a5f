import { newItem, PREPROCESSING_STEPS } from '../../../src-main/contract/index.ts'
import type { MessageKey } from '../../i18n/keys.ts'
import { type ItemDraft, itemInput } from './item-draft.ts'

type Translate = (key: MessageKey, values?: Record<string, string | number>) => string

/** What the contract would refuse of an item, with the field that it is about; null while it takes it. */
export function faultOfItem(draft: ItemDraft, t: Translate): string | null {
  const result = newItem.safeParse(itemInput(draft))
  const [issue] = result.error?.issues ?? []
  if (issue === undefined) return null
  const [field, index, part, at] = issue.path
  if (field !== 'preprocessing' || typeof index !== 'number') return issue.message
  const step = draft.steps[index]
  const name =
    step === undefined || typeof at !== 'number' ? undefined : PREPROCESSING_STEPS[step.type].params[at]
  const place = t('items.stepNumber', { number: index + 1 })
  if (part === 'params' && name !== undefined)
    return t('items.stepFault', { step: place, field: t(`items.param-${name}`), reason: issue.message })
  return t('items.stepFaultPlain', { step: place, reason: issue.message })
}
