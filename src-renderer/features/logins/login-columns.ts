import type { Login } from '../../../src-main/contract/index.ts'
import type { translate } from '../../i18n/i18n.ts'
import type { TableColumn } from '../../ui/table-columns.ts'

/** Columns of the journal. None of them sorts: its order is that of time. */
export function loginColumns(t: typeof translate): readonly TableColumn<Login>[] {
  return [
    { key: 'at', label: t('logins.when'), minWidthPx: 140, grow: 0 },
    { key: 'address', label: t('logins.address'), minWidthPx: 112, grow: 0.3, isMono: true },
    {
      key: 'protocol',
      label: t('logins.protocol'),
      minWidthPx: 98,
      grow: 0,
      priority: 3,
      isMuted: true,
      text: (login) => login.protocol,
    },
    { key: 'identity', label: t('logins.claimed'), minWidthPx: 100, grow: 0.5 },
    { key: 'outcome', label: t('logins.outcome'), minWidthPx: 140, grow: 0 },
    { key: 'reason', label: t('logins.reason'), minWidthPx: 160, grow: 4, priority: 2, isMuted: true },
  ]
}
