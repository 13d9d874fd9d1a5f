import { Menu, type MenuItemConstructorOptions } from 'electron'

export interface MenuActions {
  readonly show: () => void
  readonly quit: () => void
}

/** The application's menu: what a person expects of any program, and nothing that leads out of the page. */
export function setApplicationMenu(actions: MenuActions, platform: NodeJS.Platform): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(applicationTemplate(actions, platform)))
}

export function applicationTemplate(
  { show, quit }: MenuActions,
  platform: NodeJS.Platform,
): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin'
  return [
    {
      label: isMac ? 'Scopedeck' : '&File',
      submenu: [
        ...(isMac ? [{ role: 'about' as const }, { type: 'separator' as const }] : []),
        { label: 'Open Window', accelerator: 'CmdOrCtrl+N', click: show },
        { label: 'Close Window', role: 'close' },
        { type: 'separator' },
        { label: 'Quit Scopedeck', accelerator: 'CmdOrCtrl+Q', click: quit },
      ],
    },
    {
      label: '&Edit',
      submenu: [
        { role: 'undo' },
        { role: 'redo' },
        { type: 'separator' },
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
      ],
    },
    {
      label: '&View',
      submenu: [
        { role: 'reload' },
        { role: 'toggleDevTools' },
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
  ]
}
