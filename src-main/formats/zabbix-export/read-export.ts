import {
  type LeftOut,
  newInterface,
  newItem,
  newMacro,
  newZabbixHost,
  type ItemInput,
  type ZabbixHostInput,
} from '../../contract/index.ts'
import { readInterface } from './read-interface.ts'
import { isDisabled, readItem } from './read-item.ts'
import { readTree } from './read-tree.ts'
import { type Branch, branchesOf, listOf, textOf } from './tree.ts'

export interface ReadExport {
  readonly format: 'yaml' | 'xml' | 'json'
  readonly version: string | null
  readonly hosts: readonly ReadHost[]
  readonly leftOut: readonly LeftOut[]
}

export interface ReadHost {
  readonly input: ZabbixHostInput
  readonly isTemplate: boolean
}

/** What belongs to hosts and templates and is not taken over, and what it is called. */
const NOT_TAKEN: readonly (readonly [string, string])[] = [
  ['discovery_rules', 'low-level discovery rules'],
  ['httptests', 'web scenarios'],
  ['dashboards', 'dashboards'],
  ['valuemaps', 'value mappings'],
]

/**
 * Hosts and templates of an export (Zabbix 3.0 to 7.0, YAML, XML or JSON), each
 * with the items of the templates that it is linked to. Throws
 * `UnreadableExport`; what is not taken over is listed with its reason.
 */
export function readExport(text: string): ReadExport {
  const { format, root } = readTree(text)
  const templates = new Map(
    branchesOf(root, 'templates').map((each) => [textOf(each, 'template') || textOf(each, 'name'), each]),
  )
  const leftOut: LeftOut[] = []
  const read = (branch: Branch, host: string, isTemplate: boolean): ReadHost[] => {
    const input = new HostReader(host, templates, leftOut).read(branch)
    return input === null ? [] : [{ input, isTemplate }]
  }
  const hosts = [
    ...branchesOf(root, 'hosts').flatMap((each) => read(each, textOf(each, 'host'), false)),
    ...[...templates].flatMap(([name, each]) => read(each, name, true)),
  ]
  for (const name of ['triggers', 'graphs', 'maps', 'media_types', 'images', 'screens']) {
    const count = listOf(root, name).length
    if (count > 0)
      leftOut.push({
        host: '',
        what: `${count} ${name.replace('_', ' ')}`,
        reason: 'They are not taken over.',
      })
  }
  return { format, version: textOf(root, 'version') || null, hosts, leftOut }
}

/** Makes one host out of its own entries and those of its templates. */
class HostReader {
  readonly #host: string
  readonly #templates: ReadonlyMap<string, Branch>
  readonly #leftOut: LeftOut[]

  constructor(host: string, templates: ReadonlyMap<string, Branch>, leftOut: LeftOut[]) {
    this.#host = host
    this.#templates = templates
    this.#leftOut = leftOut
  }

  /** Null when there is nothing that a proxy could take. */
  read(branch: Branch): ZabbixHostInput | null {
    // Own entries first: they count before those of a template.
    const parts = [branch, ...this.#linked(branch, new Set([branch]))]
    const macros = this.#readMacros(parts)
    const interfaces = this.#readInterfaces(branch, macros)
    const input = newZabbixHost.safeParse({
      host: this.#host,
      name: textOf(branch, 'name'),
      enabled: !isDisabled(branch),
      interfaces: interfaces.map((each) => each.interface),
      macros,
      items: this.#withMasters(this.#readItems(parts, interfaces)),
    })
    for (const part of parts) this.#noteOthers(part)
    if (input.success) return input.data
    this.#leave(this.#host, issueOf(input.error.issues))
    return null
  }

  #linked(branch: Branch, seen: Set<Branch>): readonly Branch[] {
    return branchesOf(branch, 'templates').flatMap((link) => {
      const name = textOf(link, 'name')
      const template = this.#templates.get(name)
      if (template === undefined) {
        this.#leave(`template ${name}`, 'It is linked, but not in the export.')
        return []
      }
      if (seen.has(template)) return []
      seen.add(template)
      return [template, ...this.#linked(template, seen)]
    })
  }

  #readMacros(parts: readonly Branch[]): ZabbixHostInput['macros'] {
    const macros = new Map<string, ZabbixHostInput['macros'][number]>()
    for (const entry of parts.flatMap((part) => branchesOf(part, 'macros'))) {
      const macro = textOf(entry, 'macro')
      if (macros.has(macro)) continue
      const type = textOf(entry, 'type')
      if (type === 'VAULT' || type === '2') {
        this.#leave(macro, 'Its value lies in a vault.')
        continue
      }
      const isSecret = type === 'SECRET_TEXT' || type === '1'
      const read = newMacro.safeParse({
        macro,
        value: textOf(entry, 'value'),
        type: isSecret ? 'secret' : 'text',
      })
      if (!read.success) this.#leave(macro, issueOf(read.error.issues))
      else {
        macros.set(macro, read.data)
        if (isSecret && read.data.value === '')
          this.#leave(macro, 'An export has no secret values: enter it on the host.')
      }
    }
    return [...macros.values()]
  }

  #readInterfaces(branch: Branch, macros: ZabbixHostInput['macros']) {
    const values = new Map(macros.map(({ macro, value }) => [macro, value ?? '']))
    const resolve = (text: string): string => values.get(text) ?? text
    return branchesOf(branch, 'interfaces').flatMap((entry) => {
      const read = readInterface(entry, resolve)
      if (!read.ok) {
        this.#leave('interface', read.reason)
        return []
      }
      const checked = newInterface.safeParse(read.interface)
      if (checked.success) return [{ interface: checked.data, ref: read.ref }]
      this.#leave('interface', issueOf(checked.error.issues))
      return []
    })
  }

  #readItems(
    parts: readonly Branch[],
    interfaces: readonly { readonly ref: string }[],
  ): ReadonlyMap<string, ItemInput> {
    const items = new Map<string, ItemInput>()
    for (const entry of parts.flatMap((part) => branchesOf(part, 'items'))) {
      const read = readItem(entry)
      if (!read.ok) {
        this.#leave(read.key, read.reason)
        continue
      }
      const at = interfaces.findIndex(({ ref }) => ref !== '' && ref === read.interfaceRef)
      const checked = newItem.safeParse(at === -1 ? read.item : { ...read.item, interface: at })
      if (!checked.success) this.#leave(textOf(entry, 'key'), issueOf(checked.error.issues))
      else if (!items.has(checked.data.key)) items.set(checked.data.key, checked.data)
    }
    return items
  }

  /** Without items whose master was left out, and without those that were made of them. */
  #withMasters(items: ReadonlyMap<string, ItemInput>): readonly ItemInput[] {
    const hasMaster = (item: ItemInput, steps = 0): boolean => {
      if (item.type !== 'dependent') return true
      const master = items.get(item.masterKey ?? '')
      return master !== undefined && steps < 3 && hasMaster(master, steps + 1)
    }
    return [...items.values()].filter((item) => {
      if (hasMaster(item)) return true
      this.#leave(item.key, `It is made of ${item.masterKey ?? 'an item'}, which is not taken over.`)
      return false
    })
  }

  #noteOthers(part: Branch): void {
    for (const [name, words] of NOT_TAKEN) {
      const count = listOf(part, name).length
      if (count > 0) this.#leave(`${count} ${words}`, 'They are not taken over.')
    }
    const triggers = branchesOf(part, 'items').reduce((sum, item) => sum + listOf(item, 'triggers').length, 0)
    if (triggers > 0) this.#leave(`${triggers} triggers`, 'They are not taken over.')
  }

  #leave(what: string, reason: string): void {
    this.#leftOut.push({ host: this.#host, what, reason })
  }
}

function issueOf(
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
): string {
  const [issue] = issues
  if (issue === undefined) return 'It is not valid.'
  return issue.path.length === 0 ? issue.message : `${issue.path.map(String).join('.')}: ${issue.message}`
}
