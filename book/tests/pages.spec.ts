// Every page: it loads, its links lead somewhere, it fits a phone, and axe
// finds nothing to say against it.
import AxeBuilder from '@axe-core/playwright'
import { expect, test, type Page } from '@playwright/test'
import { open, pages } from './pages'

for (const path of pages) {
  test(`${path} loads with no error, fits a phone, and axe finds no violation`, async ({ page }) => {
    const complaints = listen(page)
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    await open(page, path)
    await scrollThrough(page)
    await page.waitForLoadState('networkidle')
    await expect(page.locator('.missing')).toHaveCount(0)
    // A file is named from the root of the project.
    const files = await page.locator('.snippet-name').allTextContents()
    expect(files.filter((file) => file.startsWith('/'))).toEqual([])

    expect(await proseOf(page)).not.toMatch(/`|\]\(|\*\*|<<</) // marks of Markdown

    await test.step('axe, light and dark', async () => {
      expect(await violations(axe(page))).toEqual([])
      await page.emulateMedia({ colorScheme: 'dark' })
      await expect(page.locator('html')).toHaveClass(/dark/)
      // The rules that look at colours; for the others nothing has changed.
      const colours = axe(page).withRules(['color-contrast', 'link-in-text-block'])
      expect(await violations(colours)).toEqual([])
    })

    await test.step('375 pixels wide on a phone', async () => {
      await page.goto('about:blank')
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'no-preference' })
      await page.setViewportSize({ width: 375, height: 800 })
      await open(page, path)
      await scrollThrough(page)
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375)
      await page.waitForLoadState('networkidle')
    })
    expect(complaints).toEqual([])
  })
}

test('every link and every anchor leads somewhere', async ({ page, baseURL }) => {
  const anchors = new Map<string, Set<string>>()
  const links: { from: string; to: URL }[] = []
  for (const path of pages) {
    await open(page, path)
    anchors.set(path, new Set(await page.locator('[id]').evaluateAll((all) => all.map((one) => one.id))))
    const targets = await page.locator('a[href]').evaluateAll((all) => all.map((one) => (one as HTMLAnchorElement).href))
    links.push(...targets.map((to) => ({ from: path, to: new URL(to) })))
  }
  const dead = links
    .filter(({ to }) => to.origin === baseURL)
    .filter(({ to }) => {
      const path = to.pathname === '/index.html' ? '/' : to.pathname
      const ids = anchors.get(path) ?? anchors.get(`${path}.html`)
      return !ids || (to.hash !== '' && !ids.has(decodeURIComponent(to.hash.slice(1))))
    })
    .map(({ from, to }) => `${from} -> ${to.pathname}${to.hash}`)
  expect([...new Set(dead)]).toEqual([])
  expect(links.length).toBeGreaterThan(100)
})

/** What goes wrong on the page from now on. */
function listen(page: Page) {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`))
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()}: ${response.url()}`)
  })
  page.on('request', (request) => {
    const { hostname } = new URL(request.url())
    if (hostname !== '127.0.0.1') complaints.push(`another host: ${request.url()}`)
  })
  return complaints
}

/** What is to be read on the page, without its code. */
function proseOf(page: Page) {
  return page.locator('.vp-doc').evaluate((shown) => {
    const prose = shown.cloneNode(true) as Element
    for (const code of prose.querySelectorAll('pre, code, svg')) code.remove()
    return prose.textContent ?? ''
  })
}

// What is right need not be described: a third of the time.
const axe = (page: Page) => new AxeBuilder({ page }).options({ resultTypes: ['violations'] })

async function violations(builder: AxeBuilder) {
  const { violations: all } = await builder.analyze()
  return all.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 5).map((node) => node.html.slice(0, 160)).join(' | ')}`)
}

async function scrollThrough(page: Page) {
  await page.evaluate(async () => {
    for (let y = 0; y < document.documentElement.scrollHeight; y += 1200) {
      scrollTo(0, y)
      await new Promise((done) => setTimeout(done, 30))
    }
    scrollTo(0, 0)
  })
}
