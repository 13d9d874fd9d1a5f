import type { MacroView, NewMacro } from '../../../src-main/contract/index.ts'

/** A macro while it is being edited. */
export interface MacroDraft {
  macro: string
  /** Of a secret one that is known: empty, it stays as it is. */
  value: string
  isSecret: boolean
  /** The name of the secret one that is known; null for any other. */
  readonly known: string | null
  /** False for a secret one that came without a value. */
  readonly hasValue: boolean
}

const NAME = /^\{\$[A-Z0-9_.]+(:.*)?\}$/

export function newMacroDraft(): MacroDraft {
  return { macro: '', value: '', isSecret: false, known: null, hasValue: false }
}

export function macroDraft({ macro, value, type, hasValue }: MacroView): MacroDraft {
  const isSecret = type === 'secret'
  return { macro, value: value ?? '', isSecret, known: isSecret ? macro : null, hasValue }
}

export function macroInput({ macro, value, isSecret, known }: MacroDraft): NewMacro {
  const name = macroNameOf(macro)
  const isKept = isSecret && value === '' && known === name
  return { macro: name, type: isSecret ? 'secret' : 'text', ...(isKept ? {} : { value }) }
}

/** `port` and `$PORT` are what somebody types who means `{$PORT}`. */
export function macroNameOf(text: string): string {
  const trimmed = text.trim()
  const bare = trimmed.replace(/^\{?\$?/, '').replace(/\}$/, '')
  const [name = '', ...context] = bare.split(':')
  const rest = context.length === 0 ? '' : `:${context.join(':')}`
  return trimmed === '' ? '' : `{$${name.toUpperCase()}${rest}}`
}

type MacroFault = 'name' | 'twice' | 'value'

/** What is wrong with one of these; null while nothing is. */
export function faultOfMacro(draft: MacroDraft, all: readonly MacroDraft[]): MacroFault | null {
  const name = macroNameOf(draft.macro)
  if (!NAME.test(name)) return 'name'
  if (all.some((other) => other !== draft && macroNameOf(other.macro) === name)) return 'twice'
  return draft.isSecret && draft.value === '' && draft.known !== name ? 'value' : null
}
