/** Ways to look at the page: pictures at both widths and in both themes, and the accessibility check. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const schemes = ['light', 'dark'] as const

export const WIDTHS = { phone: { width: 375, height: 812 }, desktop: { width: 1440, height: 900 } } as const

/** Leaves `test-results/NAME-WIDTH-THEME.png`, four of them, to be looked at by a person. */
export async function look(page: Page, name: string): Promise<void> {
  for (const [width, viewport] of Object.entries(WIDTHS)) {
    for (const colorScheme of schemes) {
      await page.setViewportSize(viewport)
      await page.emulateMedia({ colorScheme })
      await page.screenshot({ path: join(root, 'test-results', `${name}-${width}-${colorScheme}.png`) })
      const wider = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
      expect(wider, `${name} is wider than a ${width}`).toBeLessThanOrEqual(0)
    }
  }
  await page.setViewportSize(WIDTHS.desktop)
  await page.emulateMedia({ colorScheme: 'light' })
}

/** Whether this run is to take the README's picture; then it takes no others, as each one holds up the page's sound. */
export const wantsPicture = process.env.DUET_SCREENSHOT === '1'

export async function savePicture(page: Page): Promise<void> {
  mkdirSync(join(root, 'docs'), { recursive: true })
  await page.screenshot({ path: join(root, 'docs/talk.png') })
}

/** Fails with what axe finds in either theme. */
export async function noViolations(page: Page): Promise<void> {
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme })
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
  }
  await page.emulateMedia({ colorScheme: 'light' })
}
