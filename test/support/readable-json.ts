const WIDTH = 100

/** JSON with everything on one line that fits there, so that a difference is one line and not ten. */
export function readableJson(value: unknown, indent = ''): string {
  const short = JSON.stringify(value) ?? 'null'
  if (indent.length + short.length <= WIDTH || typeof value !== 'object' || value === null) return short
  const deeper = `${indent}  `
  if (Array.isArray(value)) {
    const items = value.map((item) => deeper + readableJson(item, deeper))
    return `[\n${items.join(',\n')}\n${indent}]`
  }
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => `${deeper}${JSON.stringify(name)}: ${readableJson(member, deeper)}`)
  return `{\n${members.join(',\n')}\n${indent}}`
}
