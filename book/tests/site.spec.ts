// Search, dark mode, print.
import { expect, test } from '@playwright/test'
import { open } from './pages'

test('search finds EPOLLET', async ({ page }) => {
  await open(page, '/')
  await page.locator('#local-search button').click()
  await page.locator('#localsearch-input').fill('EPOLLET')
  const results = page.locator('.VPLocalSearchBox .result')
  await expect(results.first()).toBeVisible()
  await expect(results.filter({ hasText: /EPOLLET|Level, edge/ }).first()).toBeVisible()
  await results.first().click()
  await expect(page).toHaveURL(/05-epoll|glossary|myths/)
})

test('the dark mode switch works and is remembered', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' })
  await open(page, '/')
  await page.locator('.VPNavBarAppearance button').click()
  await expect(page.locator('html')).toHaveClass(/dark/)
  await page.reload()
  await expect(page.locator('html')).toHaveClass(/dark/)
})

test('on paper there is the page and no navigation', async ({ page }) => {
  await open(page, '/01-blocking.html')
  await page.emulateMedia({ media: 'print' })
  await expect(page.locator('.VPSidebar')).toBeHidden()
  await expect(page.locator('.VPNav')).toBeHidden()
  await expect(page.locator('.controls').first()).toBeHidden()
  await expect(page.locator('h1')).toBeVisible()
})
