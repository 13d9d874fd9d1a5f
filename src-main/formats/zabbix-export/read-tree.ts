import { XMLParser } from 'fast-xml-parser'
import { parse as parseYaml } from 'yaml'
import { type Branch, isBranch } from './tree.ts'

export interface ExportTree {
  readonly format: 'yaml' | 'xml' | 'json'
  /** What is inside `zabbix_export`. */
  readonly root: Branch
}

/** An export that cannot be read; the message says why, in words. */
export class UnreadableExport extends Error {
  override readonly name = 'UnreadableExport'
}

/**
 * The text of an export as plain data. XML may declare nothing of its own, and
 * references in YAML may not lead to further ones, so that a small text never becomes a large one.
 */
export function readTree(text: string): ExportTree {
  const trimmed = text.replace(/^\uFEFF/, '').trimStart()
  const format = trimmed.startsWith('<') ? 'xml' : trimmed.startsWith('{') ? 'json' : 'yaml'
  let data: unknown
  try {
    data = READERS[format](trimmed)
  } catch (error) {
    if (error instanceof UnreadableExport) throw error
    const words = error instanceof Error ? error.message.split('\n', 1)[0] : String(error)
    throw new UnreadableExport(`This cannot be read as ${format.toUpperCase()}: ${words}`)
  }
  const root = isBranch(data) ? data['zabbix_export'] : null
  if (!isBranch(root))
    throw new UnreadableExport('There is no “zabbix_export” in it: this is no export of Zabbix.')
  return { format, root }
}

const READERS: Readonly<Record<ExportTree['format'], (text: string) => unknown>> = {
  json: (text) => JSON.parse(text),
  yaml: (text) => parseYaml(text, { schema: 'core', maxAliasCount: 0, logLevel: 'error' }),
  xml: readXml,
}

function readXml(text: string): unknown {
  if (/<!(DOCTYPE|ENTITY)/i.test(text))
    throw new UnreadableExport('An export has no DOCTYPE and no entities of its own; this one is not read.')
  const parser = new XMLParser({
    ignoreAttributes: true,
    ignoreDeclaration: true,
    // Values stay the texts that they are: a macro may be 007.
    parseTagValue: false,
    trimValues: false,
  })
  return parser.parse(text, true)
}
