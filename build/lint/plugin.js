/** The few rules of our own that no plugin has. */
import { sqlText } from './sql-text.js'

const KEBAB_CASE = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9-]+)*$/
const PASCAL_CASE = /^(?:[A-Z][A-Za-z0-9]*)$/

/** @type {import('eslint').Rule.RuleModule} */
const fileName = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { name: '{{file}} is not {{wanted}}: files are kebab-case, components PascalCase.' },
  },
  create(context) {
    return {
      Program(node) {
        const file = context.filename.split(/[\\/]/).at(-1) ?? ''
        const isComponent = file.endsWith('.vue')
        const stem = file.replace(/\.[a-z]+$/, '')
        const ok = isComponent
          ? PASCAL_CASE.test(stem)
          : KEBAB_CASE.test(stem) || (stem.endsWith('.test') && PASCAL_CASE.test(stem.slice(0, -5)))
        if (!ok) {
          const wanted = isComponent ? 'PascalCase' : 'kebab-case'
          context.report({ node, messageId: 'name', data: { file, wanted } })
        }
      },
    }
  },
}

/**
 * `no-restricted-imports` does not look at `import('…')`.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
const dynamicImports = {
  meta: {
    type: 'problem',
    schema: [{ type: 'object' }],
    messages: { restricted: "'{{source}}' import is restricted. {{message}}" },
  },
  create(context) {
    const { allowed, message } = context.options[0]
    const pattern = new RegExp(allowed)
    return {
      ImportExpression(node) {
        const source = node.source.type === 'Literal' ? String(node.source.value) : '(computed)'
        if (!pattern.test(source)) {
          context.report({ node, messageId: 'restricted', data: { source, message } })
        }
      },
    }
  },
}

export const plugin = {
  meta: { name: 'scopedeck' },
  rules: { 'file-name': fileName, 'dynamic-imports': dynamicImports, 'sql-text': sqlText },
}
