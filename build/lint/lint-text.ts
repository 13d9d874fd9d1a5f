import { fileURLToPath } from 'node:url'
import { ESLint } from 'eslint'
import tseslint from 'typescript-eslint'

/** The project's own configuration without the rules that need a real file with types. */
const eslint = new ESLint({
  cwd: fileURLToPath(new URL('../..', import.meta.url)),
  overrideConfig: [tseslint.configs.disableTypeChecked],
})

/** Lints a text as if it were that file of the project; gives the names of the rules that it breaks. */
export async function brokenRules(filePath: string, text: string): Promise<readonly string[]> {
  const results = await eslint.lintText(text, { filePath })
  return results.flatMap((result) => result.messages.map((message) => message.ruleId ?? message.message))
}

/**
 * The same for many short texts at once, one line each: gives the names of the
 * rules that each line breaks. One run of the linter costs more than a line.
 */
export async function brokenRulesByLine(
  filePath: string,
  lines: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const [result] = await eslint.lintText(`${lines.join('\n')}\n`, { filePath })
  const messages = result?.messages ?? []
  return new Map(
    lines.map((line, index) => [
      line,
      messages.flatMap(({ line: number, ruleId, message }) =>
        number === index + 1 ? [ruleId ?? message] : [],
      ),
    ]),
  )
}
