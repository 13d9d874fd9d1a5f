import type { en } from '../en.ts'
import type { Translation } from '../keys.ts'

export const errors: Translation<typeof en.errors> = {
  BAD_REQUEST: 'Die Konsole hat die Anfrage nicht verstanden. Neu laden hilft vielleicht.',
  UNAUTHORIZED:
    'Die Konsole verlangt ein gültiges Token. Die Adresse öffnen, die sie zuletzt ausgegeben hat.',
  NOT_FOUND: 'Das gibt es nicht mehr; vielleicht wurde es gerade entfernt.',
  HOST_NAME_TAKEN: 'Ein anderer Host heißt so. Anders benennen oder beide Hosts zusammenführen.',
  HOST_MERGE_REFUSED: 'Diese beiden Hosts lassen sich nicht zusammenführen.',
  BLACKLIST_HOST_INVALID:
    'Das ist weder eine Adresse noch ein Netz. Beispiele: 192.0.2.7, 192.0.2.0/24, 2001:db8::/32.',
  BLACKLIST_ENTRY_EXISTS: 'Diese Adresse steht schon auf der Sperrliste.',
  ENDPOINT_ADDRESS_INVALID: 'Die Adresse muss die Form host:port haben, zum Beispiel web03:2655.',
  ENDPOINT_EXISTS: 'Diesen Endpunkt gibt es schon.',
  COLLECTL_NOT_INSTALLED: 'collectl ist auf dieser Maschine nicht installiert.',
  COLLECTL_START_FAILED: 'collectl ließ sich auf dieser Maschine nicht starten.',
  PROXY_NAME_TAKEN: 'Ein anderer Proxy heißt schon so.',
  PROXY_INVALID: 'Dieser Proxy ist nicht vollständig beschrieben.',
  ZABBIX_HOST_EXISTS: 'Einen Host dieses Namens gibt es schon.',
  ZABBIX_HOST_INVALID: 'Dieser Host würde auf einem Proxy nicht funktionieren.',
  DISCOVERY_RULE_INVALID: 'Diese Entdeckungsregel würde auf einem Proxy nicht funktionieren.',
  IMPORT_UNREADABLE: 'Das ist kein lesbarer Export von Zabbix.',
  TASK_INVALID: 'Diese Aufgabe kann nicht ausgeführt werden.',
  TASK_NOT_WAITING: 'Die Aufgabe wartet nicht mehr.',
  SETTING_INVALID: 'Die Konsole hat diese Einstellung abgelehnt.',
  STORAGE_AWAY: 'Die Datenbank antwortet nicht. Die Konsole versucht es weiter.',
  STORAGE_READ_ONLY: 'Die Datenbank ist nur lesbar, ändern geht nicht. Die Rechte ihrer Datei prüfen.',
  STORAGE_FULL: 'Für die Datenbank ist kein Platz mehr. Platz schaffen oder kürzer aufbewahren.',
  INTERNAL: 'In der Konsole ging etwas Unerwartetes schief. Ihr Protokoll sagt mehr.',
  CONNECTION_LOST: 'Die Verbindung zur Konsole ist abgebrochen. Sie wird von selbst neu versucht.',
  UNKNOWN: 'Etwas Unerwartetes ging schief.',
  withDetail: '{sentence} ({detail})',
  cannotRead: 'Das ließ sich nicht lesen.',
}
