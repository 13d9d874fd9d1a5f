import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { findProgram } from '../../../build/system-packages.mjs'
import type { SystemProgram } from '../../support/needs.ts'

export const CHROMIUM: SystemProgram = {
  name: 'chromium',
  path: findProgram('chromium') ?? '/usr/bin/chromium',
  install: 'apt-get install chromium',
}

/** Times of the points that a chart shows, as it exports them; of several with the name the one that came last, which is first. */
export async function pointsOf(page: Page, chart = ''): Promise<readonly number[]> {
  await page
    .getByRole('button', { name: `Actions for ${chart}` })
    .first()
    .click()
  const download = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'Save values (CSV)' }).click()
  const lines = (await readFile(await (await download).path(), 'utf8')).trim().split('\r\n')
  return lines.slice(1).map((line) => Number(line.split(',')[1]))
}
