import { readdirSync } from 'node:fs'
import { expect, type Page } from '@playwright/test'

/** Every page of the book: "/", "/01-blocking.html", ... */
export const pages = readdirSync(new URL('..', import.meta.url))
  .filter((name) => name.endsWith('.md'))
  .sort()
  .map((name) => (name === 'index.md' ? '/' : `/${name.replace('.md', '.html')}`))

/** Opens a page and waits until it is alive. */
export async function open(page: Page, path: string) {
  await page.goto(path)
  await page.waitForFunction(() => '__vue_app__' in document.querySelector('#app')!)
  await expect(page.locator('.VPDoc h1, .vp-doc h1').first()).toBeVisible()
}
