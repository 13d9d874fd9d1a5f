import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { BUILT } from './prepare.mjs'
import { threadFilesOf } from '../src-main/engine/thread-files.ts'

describe('the files of the threads', () => {
  it('are there beside the sources', () => {
    const files = Object.values(
      threadFilesOf(new URL('../src-main/headless.ts', import.meta.url).href),
    ) as URL[]
    expect(files.filter((file) => !existsSync(file))).toEqual([])
  })

  it('are what a build leaves beside the program', () => {
    const files = Object.values(threadFilesOf('file:///opt/scopedeck/main/headless.js')) as URL[]
    expect(BUILT).toEqual(
      expect.arrayContaining(files.map((file) => file.pathname.replace('/opt/scopedeck/', ''))),
    )
  })
})
