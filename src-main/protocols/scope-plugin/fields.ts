import type { Findings, Path } from './findings.ts'
import { PLUGIN_LIMITS } from './limits.ts'

export type JsonObject = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A part of a report and the way to it. Go leaves out what is empty or writes null: neither is a finding. */
export interface Field {
  readonly value: unknown
  readonly path: Path
}

/** Reads the fields of one object and notes each that is not as it should be. */
export class FieldReader {
  readonly path: Path | null
  readonly #object: JsonObject
  readonly #findings: Findings

  constructor(object: JsonObject, path: Path | null, findings: Findings) {
    this.#object = object
    this.path = path
    this.#findings = findings
  }

  get findings(): Findings {
    return this.#findings
  }

  at(key: string): Field {
    return {
      value: Object.hasOwn(this.#object, key) ? this.#object[key] : undefined,
      path: { parent: this.path, key },
    }
  }

  /** The entries of an object; none where there is nothing. */
  entries(key: string, limit: number): readonly (readonly [string, Field])[] {
    const { value, path } = this.at(key)
    if (value === undefined || value === null) return []
    if (!isObject(value)) {
      this.#findings.add(path, 'an object', value)
      return []
    }
    const names = Object.keys(value)
    if (names.length > limit) this.#findings.add(path, `at most ${String(limit)} entries`, names.length)
    return names
      .slice(0, limit)
      .filter((name) => {
        if (name !== '' && name.length <= PLUGIN_LIMITS.idLength) return true
        this.#findings.add(
          { parent: path, key: name },
          `an id of 1 to ${String(PLUGIN_LIMITS.idLength)} characters`,
          name,
        )
        return false
      })
      .map((name) => [name, { value: value[name], path: { parent: path, key: name } }] as const)
  }

  items(key: string, limit: number): readonly Field[] {
    const { value, path } = this.at(key)
    if (value === undefined || value === null) return []
    if (!Array.isArray(value)) {
      this.#findings.add(path, 'a list', value)
      return []
    }
    if (value.length > limit) this.#findings.add(path, `at most ${String(limit)} items`, value.length)
    return value
      .slice(0, limit)
      .map((item, index) => ({ value: item as unknown, path: { parent: path, key: index } }))
  }

  /** A text, shortened to `limit`; `otherwise` where there is none. */
  text(key: string, limit: number = PLUGIN_LIMITS.labelLength, otherwise = ''): string {
    const { value, path } = this.at(key)
    if (value === undefined || value === null) return otherwise
    if (typeof value === 'string') return value.slice(0, limit)
    this.#findings.add(path, 'a text', value)
    return otherwise
  }

  number(key: string): number | null {
    const { value, path } = this.at(key)
    if (value === undefined || value === null) return null
    if (typeof value === 'number' && Number.isFinite(value)) return value
    this.#findings.add(path, 'a number', value)
    return null
  }

  /** One of the given words; `otherwise` where there is none or another one. */
  word<Word extends string>(key: string, words: readonly Word[], otherwise: Word): Word {
    const { value, path } = this.at(key)
    if (value === undefined || value === null || value === '') return otherwise
    const found = words.find((word) => word === value)
    if (found !== undefined) return found
    this.#findings.add(
      path,
      `one of ${words
        .filter((word) => word !== '')
        .map((word) => JSON.stringify(word))
        .join(', ')}`,
      value,
    )
    return otherwise
  }

  texts(key: string, limit: number): readonly string[] {
    const found: string[] = []
    for (const { value, path } of this.items(key, limit)) {
      if (typeof value === 'string') found.push(value.slice(0, PLUGIN_LIMITS.textLength))
      else this.#findings.add(path, 'a text', value)
    }
    return found
  }

  /** The same for an object that lies in this one; null, and a finding, for anything else. */
  inner({ value, path }: Field): FieldReader | null {
    if (isObject(value)) return new FieldReader(value, path, this.#findings)
    this.#findings.add(path, 'an object', value)
    return null
  }
}
