import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MIN_HEIGHT, MIN_WIDTH, placeWindow, readWindowState, writeWindowState } from './window-bounds.ts'

const LEFT = { x: 0, y: 0, width: 1920, height: 1040 }
const RIGHT = { x: 1920, y: 200, width: 1280, height: 800 }

describe('where the window opens', () => {
  it('where it was, on any screen that is still there', () => {
    const there = { x: 2000, y: 300, width: 900, height: 600 }
    expect(placeWindow(there, [LEFT, RIGHT])).toEqual(there)
  })

  it('in the middle of the first screen when its own screen is gone', () => {
    const gone = { x: 2000, y: 300, width: 900, height: 600 }
    expect(placeWindow(gone, [LEFT])).toEqual({ x: 510, y: 220, width: 900, height: 600 })
  })

  it('in the middle at the first start', () => {
    expect(placeWindow(null, [LEFT])).toEqual({ x: 280, y: 90, width: 1360, height: 860 })
  })

  it('no larger than the screen', () => {
    const huge = { x: 0, y: 0, width: 5000, height: 4000 }
    expect(placeWindow(huge, [RIGHT])).toMatchObject({ width: 1280, height: 800 })
  })

  it('no smaller than a page needs', () => {
    const tiny = { x: 10, y: 10, width: 100, height: 20 }
    expect(placeWindow(tiny, [LEFT])).toEqual({ x: 10, y: 10, width: MIN_WIDTH, height: MIN_HEIGHT })
  })

  it.each([
    ['80 px of it are on the screen', -820, true],
    ['79 px of it are on the screen', -821, false],
  ])('%s: it can be grabbed or not', (_what, x, isKept) => {
    const placed = placeWindow({ x, y: 0, width: 900, height: 600 }, [LEFT])
    expect(placed.x === x).toBe(isKept)
  })

  it.each([
    ['its title bar is at the edge', 0, true],
    ['its title bar is above the edge', -1, false],
    ['its title bar is just above the bottom', 960, true],
    ['its title bar is below that', 961, false],
  ])('%s', (_what, y, isKept) => {
    expect(placeWindow({ x: 100, y, width: 900, height: 600 }, [LEFT]).y === y).toBe(isKept)
  })
})

describe('what is remembered of the window', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'scopedeck-window-'))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
  })
  const state = { bounds: { x: 1, y: 2, width: 800, height: 600 }, isMaximized: true }

  it('comes back as it was written, in a folder that is made for it', () => {
    const file = join(folder, 'new', 'window.json')
    writeWindowState(file, state)
    expect(readWindowState(file)).toEqual(state)
  })

  it.each(['', '{', '{}', '[]', 'null', '{"bounds":{"x":1,"y":2,"width":"800","height":600}}'])(
    'is nothing when the file says %j',
    (text) => {
      writeFileSync(join(folder, 'window.json'), text)
      expect(readWindowState(join(folder, 'window.json'))).toBeNull()
    },
  )

  it('is nothing when there is no file', () => {
    expect(readWindowState(join(folder, 'missing.json'))).toBeNull()
  })

  it('is given up quietly where nothing can be written', () => {
    writeFileSync(join(folder, 'file'), 'kept')
    writeWindowState(join(folder, 'file', 'window.json'), state)
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('kept')
  })
})
