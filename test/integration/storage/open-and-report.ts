import { START, batchOf, codeOf, rangeOf, rejectionOf } from '../../suites/store-fixtures.ts'
import { openAt } from './sqlite-under-test.ts'

/** Opens the store at the path given, and prints as JSON what can be done with it. */
const file = process.argv[2] ?? ''
const store = await openAt(file).catch((error: unknown) => error)
if (store instanceof Error) {
  console.log(JSON.stringify({ open: codeOf(store), reason: store.message }))
} else {
  const opened = store as Awaited<ReturnType<typeof openAt>>
  console.log(
    JSON.stringify({
      reason: opened.readOnlyReason,
      hosts: (await opened.hosts()).map(({ name }) => name),
      values: (await rangeOf(opened, { from: START, to: START + 1_000, maxPoints: 10 })).v,
      commit: await rejectionOf(opened.commit(batchOf({}))),
    }),
  )
  await opened.close()
}
