import { writeFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expect, test } from '../support/e2e.ts'
import { contentOf, drawHistory } from '../support/page-graphs.ts'

async function choose(page: Page, board: string, entry: string): Promise<void> {
  await page.getByRole('button', { name: `Board: ${board}` }).click()
  // The list of boards comes a moment after the first is kept, and moves what stands below it.
  await expect(page.getByRole('menu').getByText(board, { exact: true })).toBeVisible()
  await page.getByRole('menuitem', { name: entry, exact: true }).click()
}

async function answer(page: Page, name: string, act: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Name of the board' }).fill(name)
  await page.getByRole('button', { name: act }).click()
}

test('@browser a board is kept by the console: another window has it too', async ({ page, web, browser }) => {
  const { collectl } = await drawHistory(page, web)
  await choose(page, 'Board', 'Rename board…')
  await answer(page, 'Night watch', 'Rename board')
  await expect(page.getByRole('button', { name: 'Board: Night watch' })).toBeVisible()

  // A browser that has never seen this console.
  const other = await browser.newContext()
  const window = await other.newPage()
  await other.setExtraHTTPHeaders({ authorization: `Bearer ${web.token}` })
  await other.addCookies(await page.context().cookies())
  await window.goto(`${web.url}/#/graphs`)
  await expect(window.getByRole('button', { name: 'Board: Night watch' })).toBeVisible()
  await expect(window.getByRole('application', { name: /CPU user/ })).toBeVisible()

  await page.getByRole('button', { name: /^Actions for/ }).click()
  await page.getByRole('menuitem', { name: 'Remove chart' }).click()
  await expect(window.getByRole('application')).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(window.getByRole('application', { name: /CPU user/ })).toBeVisible()
  await other.close()
  await collectl.stop()
})

test('@browser boards are made, copied and removed, and a name is given once', async ({ page, web }) => {
  const { collectl } = await drawHistory(page, web)
  await choose(page, 'Board', 'Copy board…')
  await answer(page, 'Copy', 'Make board')
  await expect(page.getByRole('button', { name: 'Board: Copy' })).toBeVisible()
  await expect(page.getByRole('application', { name: /CPU user/ })).toBeVisible()

  await choose(page, 'Copy', 'New board…')
  await answer(page, 'copy', 'Make board')
  await expect(page.getByText('Another board has this name.')).toBeVisible()
  await answer(page, 'Empty', 'Make board')
  await expect(page.getByText('Any series of any source can be drawn here')).toBeVisible()

  await choose(page, 'Empty', 'Copy')
  await choose(page, 'Copy', 'Remove board')
  await expect(page.getByRole('button', { name: 'Board: Copy' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('button', { name: 'Board: Copy' })).toBeVisible()
  await expect(page.getByRole('application', { name: /CPU user/ })).toBeVisible()
  await collectl.stop()
})

test('@browser a board travels as a file; what is no board says so', async ({ page, web }, testInfo) => {
  const { collectl } = await drawHistory(page, web)
  await page.getByRole('button', { name: /^Actions for/ }).click()
  await page.getByRole('menuitem', { name: 'Thresholds…' }).click()
  await page.getByRole('textbox', { name: 'Value' }).fill('x')
  await expect(page.getByText('This is not a number.')).toBeVisible()
  await page.getByRole('textbox', { name: 'Value' }).fill('25,5')
  await page.getByRole('button', { name: 'Save thresholds' }).click()

  const download = page.waitForEvent('download')
  await choose(page, 'Board', 'Export board (JSON)')
  const { name, text } = await contentOf(await download)
  expect(name).toBe('Board.board.json')
  const file = JSON.parse(text) as { charts: object[] }
  expect(file.charts).toMatchObject([
    {
      thresholds: [{ level: 'warn', value: 25.5, unit: '%' }],
      series: [{ host: 'db07', source: 'collectl', metric: 'cputotals.user' }],
    },
  ])

  const pick = async (content: string): Promise<void> => {
    const path = testInfo.outputPath('picked.json')
    await writeFile(path, content)
    const chooser = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: /^Board: / }).click()
    await page.getByRole('menuitem', { name: 'Import board…' }).click()
    await (await chooser).setFiles(path)
  }
  await pick(text)
  await expect(page.getByRole('button', { name: 'Board: Board (2)' })).toBeVisible()
  await expect(page.getByRole('application', { name: /CPU user/ })).toBeVisible()
  await pick('{')
  await expect(page.getByText('is not a JSON file').last()).toBeVisible()
  await pick('{"format":"scopedeck-board","version":1,"name":"x","charts":[{"series":[]}]}')
  await expect(page.getByText(/charts\.0\.series/).last()).toBeVisible()
  await expect(page.getByRole('button', { name: 'Board: Board (2)' })).toBeVisible()
  await collectl.stop()
})
