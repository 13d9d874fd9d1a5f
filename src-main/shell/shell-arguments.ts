import { parseHeadlessArguments } from '../engine/headless-arguments.ts'

type HeadlessArguments = Extract<ReturnType<typeof parseHeadlessArguments>, { ok: true }>['value']
export type ShellArguments = Pick<HeadlessArguments, 'dataDirectory' | 'scopeport' | 'zabbix'>

const OURS = ['--data', '--scopeport', '--zabbix']

/**
 * Reads `--data DIR`, `--scopeport HOST:PORT|off` and `--zabbix HOST:PORT|off`
 * as the headless console does, and passes over what belongs to Electron or to Chromium.
 *
 * @throws with a sentence when one of them makes no sense
 */
export function parseShellArguments(
  argumentTexts: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): ShellArguments {
  const ours = argumentTexts.flatMap((text, index) => {
    const [name = '', value] = text.split('=', 2)
    if (!OURS.includes(name)) return []
    return value === undefined ? [text, argumentTexts[index + 1] ?? ''] : [text]
  })
  const parsed = parseHeadlessArguments(ours, environment)
  if (!parsed.ok) throw new Error(parsed.reason)
  const { dataDirectory, scopeport, zabbix } = parsed.value
  return { dataDirectory, scopeport, zabbix }
}
