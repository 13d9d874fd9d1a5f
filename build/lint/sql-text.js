/**
 * No statement is built by concatenation: values are parameters, apart from its
 * text. A text that begins like a statement may hold constants, lists of marks,
 * and the parts that are named here; whoever adds a name has seen that nothing
 * from outside reaches it.
 */

const STATEMENT =
  /^\s*(?:select|insert (?:into|or|ignore)|replace into|update \w+ set|update$|delete from|alter table|create (?:table|index|temporary|user|database)|drop (?:table|index|database)|truncate|pragma|with recursive|set (?:session|global|time_zone)|grant|show|explain|kill|lock tables|rename table|load data)\b/i

/** Tables, columns and their like, made in `storage/` of what stands in its sources. */
const PARTS = new Set([
  'change', // what `alter table` does, made of partition names
  'collation',
  'collect', // a part that the same file has made of constants
  'columns',
  'condition', // of a key's parts, their values parameters
  'functionName',
  'gone', // a table that is thrown away, named after a day
  'marks',
  'order', // columns of a key
  'pages', // a number
  'partition',
  'rest', // a number
  'rows', // lists of marks
  'slotMs', // of a tier
  'slots',
  'stepMs',
  'steps',
  'table',
  'valueColumns',
  'values',
  'value', // a column
  'wait',
])

/** Functions that give marks or constants. */
const MAKERS = new Set(['bounded', 'marks'])

/** @type {import('eslint').Rule.RuleModule} */
export const sqlText = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      part: 'A statement is not built of values: give “{{text}}” as a parameter, or name it in build/lint/sql-text.js.',
      plus: 'A statement is not built by concatenation: give values as parameters.',
    },
  },
  create(context) {
    const { sourceCode } = context
    /** @param {import('estree').Node} node */
    const report = (node) =>
      context.report({ node, messageId: 'part', data: { text: sourceCode.getText(node) } })
    return {
      TemplateLiteral(node) {
        const [first] = node.quasis
        if (first === undefined || !STATEMENT.test(first.value.raw.trimEnd())) return
        if (isTagged(node) || node.expressions.length === 0) return
        for (const expression of node.expressions) if (!isPart(expression)) report(expression)
      },
      BinaryExpression(node) {
        if (node.operator !== '+') return
        const text = textOf(leftmost(node))
        if (text !== null && STATEMENT.test(text)) context.report({ node, messageId: 'plus' })
      },
      CallExpression(node) {
        const { callee } = node
        const isRaw =
          callee.type === 'MemberExpression' &&
          callee.object.type === 'Identifier' &&
          callee.object.name === 'sql' &&
          callee.property.type === 'Identifier' &&
          callee.property.name === 'raw'
        const [argument] = node.arguments
        if (!isRaw || argument === undefined || isPart(argument)) return
        report(argument)
      },
    }
  },
}

/** @param {import('eslint').Rule.Node} node */
function isTagged(node) {
  return node.parent?.type === 'TaggedTemplateExpression'
}

/** @param {import('estree').Node} node */
function isPart(node) {
  switch (node.type) {
    case 'Literal':
      return true
    case 'Identifier':
      return isPartName(node.name)
    case 'MemberExpression':
      return !node.computed && node.property.type === 'Identifier' && isPartName(node.property.name)
    case 'CallExpression':
      return node.callee.type === 'Identifier' && MAKERS.has(node.callee.name)
    default:
      return false
  }
}

/** @param {string} name */
function isPartName(name) {
  return PARTS.has(name) || /^[A-Z][A-Z0-9_]*$/.test(name)
}

/**
 * @param {import('estree').BinaryExpression} node
 * @returns {import('estree').Node}
 */
function leftmost(node) {
  const { left } = node
  return left.type === 'BinaryExpression' ? leftmost(left) : left
}

/** @param {import('estree').Node} node */
function textOf(node) {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : null
  return node.type === 'TemplateLiteral' ? (node.quasis[0]?.value.raw ?? null) : null
}
