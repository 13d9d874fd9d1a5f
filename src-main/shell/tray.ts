import { Menu, Tray } from 'electron'
import type { MenuActions } from './menu.ts'

/**
 * The icon that says: the console collects, window or not.
 *
 * @returns a function that takes it away; null where the desktop has no tray
 */
export function createTray(iconFile: string, { show, quit }: MenuActions): (() => void) | null {
  try {
    const tray = new Tray(iconFile)
    tray.setToolTip('Scopedeck collects')
    tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: 'Open Scopedeck', click: show },
        { type: 'separator' },
        { label: 'Quit (stops collecting)', click: quit },
      ]),
    )
    tray.on('click', show)
    return () => tray.destroy()
  } catch {
    return null // A second start of the program opens the window as well.
  }
}
