import { connect } from 'node:net'
import { expect, test } from '../../support/e2e.ts'

// Only the desktop window has these; the rest of test/e2e runs in it as well.

test('the page is served from app:// and has nothing of Node', async ({ page }) => {
  expect(page.url()).toMatch(/^app:\/\/console\//)
  const reach = await page.evaluate(() => ({
    require: 'require' in globalThis,
    process: 'process' in globalThis,
    electron: 'electron' in globalThis,
  }))
  expect(reach).toEqual({ require: false, process: false, electron: false })
})

test('the page reaches the console through its port', async ({ page }) => {
  await expect(page.getByRole('navigation')).toBeVisible()
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
})

test('no script that is written into the page runs', async ({ page }) => {
  const hasRun = await page.evaluate(() => {
    const script = document.createElement('script')
    script.textContent = 'globalThis.hasRun = true'
    document.body.append(script)
    return 'hasRun' in globalThis
  })
  expect(hasRun).toBe(false)
})

test('the page cannot leave and cannot open a window', async ({ page, electron }) => {
  const before = page.url()
  await page.evaluate(() => {
    globalThis.open('https://example.invalid/')
    globalThis.location.href = 'https://example.invalid/'
  })
  await expect(page).toHaveURL(before)
  expect(electron.windows()).toHaveLength(1)
})

test('every permission is denied', async ({ page }) => {
  const permission = await page.evaluate(() => Notification.requestPermission())
  expect(permission).toBe('denied')
})

test('the console goes on when the window is closed', async ({ page, deck }) => {
  await expect(page.getByRole('navigation')).toBeVisible()
  await page.close()
  const greeting = await new Promise<string>((resolve, reject) => {
    const socket = connect(deck.scopeportPort, '127.0.0.1')
    socket.once('error', reject)
    socket.once('data', (bytes) => {
      socket.destroy()
      resolve(bytes.toString())
    })
  })
  expect(greeting).toMatch(/^Okay/)
})
