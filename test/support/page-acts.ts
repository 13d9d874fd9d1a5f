import AxeBuilder from '@axe-core/playwright'
import { expect, type Locator, type Page } from '@playwright/test'

/** Goes to a page of the console by its address behind `#`, wherever it is served from. */
export async function goTo(page: Page, path: string): Promise<void> {
  // By its tag: a page that opens with a dialog hides the rest from screen readers.
  const heading = page.locator('h1')
  // Before the first page stands, its own address may still come in between.
  await expect(heading).toBeVisible()
  await page.evaluate((hash) => {
    location.hash = hash
  }, `#${path}`)
  await expect(page).toHaveURL((url) => url.hash.split('?')[0] === `#${path.split('?')[0] ?? ''}`)
  await expect(heading).toBeVisible()
}

/** The row of a table that has this text. */
export function rowOf(page: Page, table: string, text: string | RegExp): Locator {
  return page.getByRole('table', { name: table, exact: true }).getByRole('row').filter({ hasText: text })
}

/**
 * Finds serious violations of accessibility in both themes; none is expected.
 * `within` is a selector of the only part that is looked at, which takes less time.
 */
export async function expectAccessible(page: Page, within = 'html'): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme)
    // Legacy mode needs no second page, which the desktop window does not have.
    const { violations } = await new AxeBuilder({ page })
      .setLegacyMode(true)
      .include(within)
      .options({ resultTypes: ['violations'] })
      .analyze()
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    const found = serious.map(({ id, nodes }) => ({ colorScheme, id, where: nodes.map(({ html }) => html) }))
    expect(found).toEqual([])
  }
}
