/** Colours come from styles/tokens.css only (LOOK.md): finds what looks like a colour written out. */

const FUNCTIONS = /\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch)\(/i
const HEX = /#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})\b/i
const NAMES =
  /\b(?:black|white|red|green|blue|gr[ae]y|silver|orange|yellow|purple|pink|brown|navy|teal|gold|crimson)\b/i
const COLOUR_PROPERTY =
  /(?:^|[\s;{"'])(?:(?:[a-z-]*-)?color|background|border(?:-[a-z]+)*|outline|fill|stroke|box-shadow|text-shadow)\s*:([^;"}]*)/i
const SCRIPT_HEX = /['"`]#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})['"`]/i

/** One line of a style sheet or component in which a colour is written out. */
function isStyleBreach(line: string): boolean {
  if (FUNCTIONS.test(line)) return true
  const value = COLOUR_PROPERTY.exec(line)?.[1] ?? ''
  const literal = value.replaceAll(/var\([^)]*\)/g, '')
  return HEX.test(literal) || NAMES.test(literal) || /^\s*--[^:]*:.*#[0-9a-f]{3,8}\b/i.test(line)
}

/** Numbers of the lines (from 1) that write a colour out. */
export function colourLiterals(fileName: string, text: string): readonly number[] {
  const isStyle = /\.(?:vue|css)$/.test(fileName)
  return text
    .split('\n')
    .flatMap((line, index) => (SCRIPT_HEX.test(line) || (isStyle && isStyleBreach(line)) ? [index + 1] : []))
}
