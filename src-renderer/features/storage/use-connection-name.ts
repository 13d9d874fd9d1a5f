import { COMMAND_LINE_ID, type DatabaseConnection, EMBEDDED_ID } from '../../../src-main/contract/index.ts'
import { useText } from '../../i18n/use-text.ts'

/** What a database is called on the page. */
export function useConnectionName(): (connection: Pick<DatabaseConnection, 'id' | 'name'>) => string {
  const { t } = useText()
  return ({ id, name }) => {
    if (id === EMBEDDED_ID) return t('storage.embedded')
    return id === COMMAND_LINE_ID ? t('storage.commandLine') : name
  }
}
