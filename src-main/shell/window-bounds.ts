import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Rectangle } from 'electron'

export interface WindowState {
  readonly bounds: Rectangle
  readonly isMaximized: boolean
}

export const MIN_WIDTH = 720
export const MIN_HEIGHT = 480
const DEFAULT_WIDTH = 1360
const DEFAULT_HEIGHT = 860
/** So much of the window must be on a screen that it can be seen and dragged. */
const VISIBLE_PX = 80

/** Reads what was remembered; null when there is nothing, or nothing that makes sense. */
export function readWindowState(file: string): WindowState | null {
  try {
    const { bounds, isMaximized } = JSON.parse(readFileSync(file, 'utf8')) as Partial<WindowState>
    const numbers = [bounds?.x, bounds?.y, bounds?.width, bounds?.height]
    if (bounds === undefined || !numbers.every(Number.isSafeInteger)) return null
    const { x, y, width, height } = bounds
    return { bounds: { x, y, width, height }, isMaximized: isMaximized === true }
  } catch {
    return null
  }
}

/** Remembers the window for the next start. A disk that refuses costs the memory, not the window. */
export function writeWindowState(file: string, state: WindowState): void {
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(`${file}.new`, JSON.stringify(state))
    renameSync(`${file}.new`, file)
  } catch {
    // The window opens in the middle next time.
  }
}

/**
 * Where the window opens: where it was when that is still on a screen (one may
 * have been unplugged), else centred on the first screen, never larger than it.
 *
 * @param screens the work areas, the primary screen first
 */
export function placeWindow(remembered: Rectangle | null, screens: readonly Rectangle[]): Rectangle {
  const primary = screens[0] ?? { x: 0, y: 0, width: DEFAULT_WIDTH, height: DEFAULT_HEIGHT }
  const wanted = remembered ?? { x: 0, y: 0, width: DEFAULT_WIDTH, height: DEFAULT_HEIGHT }
  const home = remembered === null ? undefined : screens.find((screen) => isReachable(remembered, screen))
  const area = home ?? primary
  const width = clamp(wanted.width, MIN_WIDTH, area.width)
  const height = clamp(wanted.height, MIN_HEIGHT, area.height)
  if (home !== undefined) return { x: wanted.x, y: wanted.y, width, height }
  return {
    x: area.x + Math.max(0, Math.round((area.width - width) / 2)),
    y: area.y + Math.max(0, Math.round((area.height - height) / 2)),
    width,
    height,
  }
}

/** The title bar can be grabbed: its top edge is on the screen, and enough of its width. */
function isReachable(bounds: Rectangle, screen: Rectangle): boolean {
  const left = Math.max(bounds.x, screen.x)
  const right = Math.min(bounds.x + bounds.width, screen.x + screen.width)
  const isTopVisible = bounds.y >= screen.y && bounds.y <= screen.y + screen.height - VISIBLE_PX
  return isTopVisible && right - left >= VISIBLE_PX
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high))
}
