import type { Settings } from '../../../src-main/contract/index.ts'
import type { Formats } from '../../format/use-format.ts'
import type { translate } from '../../i18n/i18n.ts'

const MINUTE_MS = 60_000

/** The rule of the blacklist as a sentence or two. */
export function ruleWords(
  rule: Settings['blacklist'],
  t: typeof translate,
  format: Pick<Formats, 'span'>,
): string {
  if (!rule.enabled) return t('blacklist.ruleOff')
  const parameters = { count: rule.failures, window: format.span(rule.windowMinutes * MINUTE_MS) }
  const sentence =
    rule.expiryMinutes === null
      ? t('blacklist.ruleForGood', parameters)
      : t('blacklist.ruleFor', { ...parameters, span: format.span(rule.expiryMinutes * MINUTE_MS) })
  if (rule.allow.length === 0) return sentence
  return `${sentence} ${t('blacklist.ruleAllow', { count: rule.allow.length })}`
}
