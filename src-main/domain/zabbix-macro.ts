/** A text that is a user macro and nothing else: it names a secret and is none. */
export function isMacro(text: string): boolean {
  return /^\{\$[A-Z0-9_.]+(:("([^"\\]|\\.)*"|[^"}][^}]*))?\}$/.test(text)
}
