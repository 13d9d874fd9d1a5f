import type { Annotation } from '../../../src-main/contract/index.ts'
import { useFormat } from '../../format/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { useClock } from '../../stores/clock.ts'

export interface AnnotationWords {
  /** What happened, in one line. */
  what(annotation: Annotation): string
  /** When, and how long. */
  when(annotation: Annotation): string
  /** Both, for a flag. */
  line(annotation: Annotation): string
  tag(annotation: Pick<Annotation, 'origin' | 'tag'>): string
}

const SETTING_SECTIONS = ['scopeport', 'blacklist', 'retention', 'plugins', 'collectl'] as const
/** Of these the detail is the reason, in words. */
const WITH_REASON: ReadonlySet<string> = new Set([
  'collectl-lost',
  'plugin-failed',
  'storage-away',
  'listener-failed',
])

/** Annotations in the language in use; what a person wrote stays as it is. */
export function useAnnotationWords(): AnnotationWords {
  const { t, said } = useText()
  const format = useFormat()
  const clock = useClock()

  function what({ kind, text, subject, detail }: Annotation): string {
    if (kind === null) return text
    if (kind === 'logins-refused') {
      return t('graphs.event-logins-refused', { count: Number(detail), subject })
    }
    if (kind === 'settings-changed') return t('graphs.event-settings-changed', { subject: sections(subject) })
    const sentence = t(`graphs.event-${kind}`, { subject, detail })
    return WITH_REASON.has(kind) && detail !== '' ? `${sentence} (${said(detail)})` : sentence
  }

  function sections(subject: string): string {
    const names = subject.split(', ').map((section) => {
      const known = SETTING_SECTIONS.find((one) => one === section)
      return known === undefined ? section : t(`graphs.section-${known}`)
    })
    return names.join(', ')
  }

  function when({ from, to, isOpen }: Annotation): string {
    const start = format.moment(from, clock.now)
    if (isOpen) return t('graphs.eventOpen', { from: start })
    if (to === null) return start
    return `${start} – ${format.moment(to, clock.now)} (${format.span(to - from)})`
  }

  function tag(annotation: Pick<Annotation, 'origin' | 'tag'>): string {
    if (annotation.origin === 'person') return annotation.tag === '' ? t('graphs.untagged') : annotation.tag
    return t(`graphs.tag-${annotation.tag as 'outage'}`)
  }

  return { what, when, tag, line: (one) => `${what(one)}\n${when(one)}` }
}
