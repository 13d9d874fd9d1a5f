import { describe, expect, it, vi } from 'vitest'

vi.mock('electron', async () =>
  (await import('../../test/support/electron-double.ts')).createElectronDouble(),
)
const { applicationTemplate } = await import('./menu.ts')

describe('the menu of the application', () => {
  it.each(['linux', 'win32', 'darwin'] as const)('opens the window and quits on %s', (platform) => {
    const actions = { show: vi.fn(), quit: vi.fn() }
    const items = applicationTemplate(actions, platform).flatMap((menu) =>
      Array.isArray(menu.submenu) ? menu.submenu : [],
    )
    items.find((item) => item.label === 'Open Window')?.click?.({} as never, undefined, {} as never)
    expect(actions.show).toHaveBeenCalledOnce()
    items.find((item) => item.label === 'Quit Scopedeck')?.click?.({} as never, undefined, {} as never)
    expect(actions.quit).toHaveBeenCalledOnce()
    // Copy and paste need their roles, or the keys do nothing on macOS.
    expect(items.map((item) => item.role)).toEqual(expect.arrayContaining(['copy', 'paste', 'selectAll']))
  })
})
