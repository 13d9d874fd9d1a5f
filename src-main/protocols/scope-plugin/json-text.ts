/** Where a text stops being JSON: offset in characters, line and column from 1. */
export interface JsonMistake {
  readonly offset: number
  readonly line: number
  readonly column: number
  /** What stands there: a piece of the text, or the end of it. */
  readonly found: string
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const FOUND_LENGTH = 24

/** How deep objects and lists lie within one another, as far as it matters: stops at `limit` + 1. */
export function depthOfJson(bytes: Uint8Array, limit: number): number {
  let depth = 0
  let deepest = 0
  let isText = false
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index]
    if (isText) {
      if (byte === BACKSLASH) index++
      else if (byte === QUOTE) isText = false
    } else if (byte === QUOTE) isText = true
    else if (byte === 0x7b || byte === 0x5b) {
      depth++
      if (depth > deepest) deepest = depth
      if (depth > limit) return depth
    } else if (byte === 0x7d || byte === 0x5d) depth--
  }
  return deepest
}

const WHITE = /[ \t\n\r]*/y
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const WORD = /true|false|null/y
/** As far as a text that is broken somewhere goes. */
const BROKEN_STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y

/**
 * Where a text that `JSON.parse` refused is wrong; null where it is right
 * after all. V8 gives the place only sometimes, so it is looked for here; in a
 * loop, because a recursion would end with the stack.
 */
export function findJsonMistake(text: string): JsonMistake | null {
  const open: ('{' | '[')[] = []
  let at = 0
  let expects: 'value' | 'first-value' | 'first-key' | 'key' | 'after' = 'value'

  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at
    if (!pattern.test(text)) return false
    at = pattern.lastIndex
    return true
  }

  for (;;) {
    skip(WHITE)
    const sign = text[at]
    if (expects === 'after') {
      const around = open.at(-1)
      if (around === undefined) return at === text.length ? null : mistakeAt(text, at)
      if (sign === ',') {
        at++
        expects = around === '{' ? 'key' : 'value'
      } else if (sign === (around === '{' ? '}' : ']')) {
        at++
        open.pop()
      } else return mistakeAt(text, at)
    } else if (expects === 'key' || expects === 'first-key') {
      if (sign === '}' && expects === 'first-key') {
        at++
        open.pop()
        expects = 'after'
        continue
      }
      if (!skip(STRING)) return mistakeAt(text, brokenAt(text, at))
      skip(WHITE)
      if (text[at] !== ':') return mistakeAt(text, at)
      at++
      expects = 'value'
    } else if (sign === '{' || sign === '[') {
      at++
      open.push(sign)
      expects = sign === '{' ? 'first-key' : 'first-value'
    } else if (sign === ']' && expects === 'first-value') {
      at++
      open.pop()
      expects = 'after'
    } else if (skip(STRING) || skip(NUMBER) || skip(WORD)) expects = 'after'
    else return mistakeAt(text, brokenAt(text, at))
  }
}

/** Within a text that does not end, the mistake is not where it begins. */
function brokenAt(text: string, at: number): number {
  if (text[at] !== '"') return at
  BROKEN_STRING.lastIndex = at
  return BROKEN_STRING.test(text) ? BROKEN_STRING.lastIndex : at
}

function mistakeAt(text: string, offset: number): JsonMistake {
  const before = text.slice(0, offset)
  const lineStart = before.lastIndexOf('\n') + 1
  const line = before.split('\n').length
  const rest = text.slice(offset, offset + FOUND_LENGTH).split(/[\r\n]/, 1)[0] ?? ''
  return {
    offset,
    line,
    column: offset - lineStart + 1,
    found: offset >= text.length ? 'the end' : rest === '' ? 'the end of the line' : rest,
  }
}
