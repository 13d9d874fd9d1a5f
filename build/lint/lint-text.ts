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
