import { describe, expect, it } from 'vitest'
import { factsOf } from './server-facts.ts'

describe('factsOf', () => {
  it('says nothing of a server that keeps what it acknowledges', () => {
    expect(factsOf([134_217_728, 1, 1])).toEqual({ poolBytes: 134_217_728, warnings: [] })
    expect(factsOf([134_217_728, 1, 'ON']).warnings).toEqual([])
  })

  it.each([0, 2])('warns of a log that is not flushed with a commit (%i)', (value) => {
    const { warnings } = factsOf([1, value, 1])
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toContain(`innodb_flush_log_at_trx_commit = ${value}`)
  })

  it.each([0, 'OFF'])('warns of pages that are not written twice (%s)', (value) => {
    expect(factsOf([1, 1, value]).warnings[0]).toContain('innodb_doublewrite')
  })
})
