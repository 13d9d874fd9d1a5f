import { expect, it } from 'vitest'
import { socketErrorInWords } from './socket-error.ts'

const failure = (code: string): Error => Object.assign(new Error(`connect ${code}`), { code })

it.each([
  ['ECONNREFUSED', 'Connection refused: nothing listens at db01:2655.'],
  ['ENOTFOUND', 'The name in db01:2655 was not found.'],
  ['EAI_AGAIN', 'The name in db01:2655 could not be looked up: no name server answers.'],
  ['ECONNRESET', 'The connection was reset by db01:2655.'],
  ['ETIMEDOUT', 'db01:2655 does not answer.'],
  ['EHOSTUNREACH', 'There is no route to db01:2655.'],
  ['EACCES', 'This machine does not allow connections to db01:2655.'],
  ['EMFILE', 'The console has too many open files and connections.'],
  ['ENEWONE', 'connect ENEWONE'],
])('%s is %j', (code, words) => {
  expect(socketErrorInWords(failure(code), 'db01:2655')).toBe(words)
})

it('takes the first of several failures of one name', () => {
  const both = new AggregateError([failure('ECONNREFUSED'), failure('ENETUNREACH')])
  expect(socketErrorInWords(both, 'localhost:1')).toBe('Connection refused: nothing listens at localhost:1.')
})

it('has words for anything', () => {
  expect(socketErrorInWords('what', 'h:1')).toBe('The connection to h:1 failed.')
  expect(socketErrorInWords(new Error(''), 'h:1')).toBe('The connection to h:1 failed.')
})
