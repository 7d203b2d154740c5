// The figures play, step, and show what was recorded.
import { readFileSync, readdirSync } from 'node:fs'
import { expect, test, type Locator, type Page } from '@playwright/test'
import { open } from './pages'

const folder = new URL('../traces/', import.meta.url)
const read = (name: string) => JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'))

/** Where each full figure stands. */
const figures: [string, string][] = [
  ['/01-blocking.html', '01-echo_blocking'],
  ['/01-blocking.html', '01-echo_thread_per_connection'],
  ['/02-nonblocking.html', '02-echo_nonblocking'],
  ['/03-select.html', '03-echo_select'],
  ['/04-poll.html', '04-echo_poll'],
  ['/05-epoll.html', '05-echo_epoll-level'],
  ['/05-epoll.html', '05-echo_epoll-edge'],
  ['/05-epoll.html', 'level-edge'],
  ['/09-channel.html', '09-echo_channel'],
  ['/10-poller.html', '10-echo_poller'],
  ['/11-event-loop.html', '11-echo_loop'],
  ['/06-signal-driven.html', '06-echo_sigio'],
  ['/07-asynchronous.html', '07-echo_aio'],
  ['/07-asynchronous.html', '07-echo_uring'],
  ['/07-asynchronous.html', '07-echo_uring-multishot'],
  ['/12-wakeup.html', '12-wakeup'],
  ['/13-timers.html', '13-timers'],
  ['/14-thread-pool.html', '14-loop_thread'],
  ['/15-acceptor.html', '15-daytime'],
  ['/16-buffer.html', '16-line_echo'],
  ['/17-tcp-connection.html', '17-discard'],
  ['/18-sending.html', '18-slow_reader'],
  ['/19-tcp-server.html', '19-echo'],
  ['/20-tcp-client.html', '20-retry'],
]

async function figure(page: Page, path: string, name: string) {
  await open(page, path)
  const root = page.locator(`[id="figure-${name}"]`)
  await root.scrollIntoViewIfNeeded()
  return root
}

const call = (root: Locator) => root.getByTestId('call')
const position = (root: Locator) => root.getByTestId('position')
interface Step { call: string; arguments: string; note?: string }
const textOf = (step: Step) => `${step.call}(${step.arguments})`

/** "Step 1 of 40: socket(...)", and so on: what it says after each right arrow. The keys
 *  are events made inside the page, in one go; another test presses real ones. */
function shownStepByStep(root: Locator, count: number) {
  return root.evaluate(async (figure, count) => {
    const textOf = (id: string) => figure.querySelector(`[data-testid=${id}]`)!.textContent!.trim()
    const right = () => new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true })
    const shown: string[] = []
    for (let i = 0; i < count; ++i) {
      shown.push(`${textOf('position')}: ${textOf('call')}`)
      figure.querySelector('.board')!.dispatchEvent(right())
      await new Promise((rendered) => setTimeout(rendered))
    }
    return shown
  }, count)
}

for (const [path, name] of figures) {
  test(`${name} steps through every recorded call, and lists them as text`, async ({ page }) => {
    const steps: Step[] = read(name).steps
    const root = await figure(page, path, name)
    await root.getByTestId('restart').click() // some begin in the middle
    const expected = steps.map((step, i) => `Step ${i + 1} of ${steps.length}: ${textOf(step)}`)
    expect(await shownStepByStep(root, steps.length)).toEqual(expected)
    await expect(root.getByTestId('step')).toBeDisabled()
    await root.getByTestId('back').click()
    await expect(call(root)).toHaveText(textOf(steps.at(-2)!))
    await root.getByTestId('restart').click()
    await root.getByTestId('step').click()
    await expect(call(root)).toHaveText(textOf(steps[1]))

    await root.locator('summary').click()
    const items = root.locator('.as-text li')
    await expect(items).toHaveCount(steps.length)
    await expect(items.nth(3)).toContainText(textOf(steps[3]))
    if (steps[3].note) await expect(items.nth(3)).toContainText(steps[3].note)
  })
}

test('a figure plays, pauses, and plays faster', async ({ page }) => {
  const root = await figure(page, '/01-blocking.html', '01-echo_blocking')
  await root.locator('select').selectOption('4')
  await root.getByTestId('play').click()
  await expect(position(root)).toHaveText(/^Step [4-9] of/, { timeout: 5000 })
  await root.getByTestId('play').click()
  const paused = await position(root).textContent()
  await page.waitForTimeout(1000)
  await expect(position(root)).toHaveText(paused!)
})

test('a figure obeys the keyboard', async ({ page }) => {
  const { steps } = read('03-echo_select')
  const root = await figure(page, '/03-select.html', '03-echo_select')
  await root.locator('.board').focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await expect(call(root)).toHaveText(textOf(steps[2]))
  await page.keyboard.press('ArrowLeft')
  await expect(call(root)).toHaveText(textOf(steps[1]))
  await page.keyboard.press('End')
  await expect(call(root)).toHaveText(textOf(steps.at(-1)))
  await page.keyboard.press('Home')
  await expect(call(root)).toHaveText(textOf(steps[0]))
  await page.keyboard.press('Space')
  await expect(position(root)).toHaveText(/^Step 2 of/)
  await page.keyboard.press('Space')
})

test('a figure shows who waits, and for what', async ({ page }) => {
  const { steps } = read('01-echo_blocking')
  const asked = steps.findIndex((step: { lane: string; call: string }) => step.lane === 'client-b' && step.call === 'send')
  const root = await figure(page, '/01-blocking.html', '01-echo_blocking')
  await root.locator('.timeline .row:not(.head)').nth(asked + 1).click()
  await expect(root.locator('.lane').nth(0)).toContainText('sleeps in recvfrom(5')
  await expect(root.locator('.lane').nth(2)).toContainText('waits for an answer')
  await expect(root.locator('.descriptors')).toContainText(/client B's connection\s*in the queue of the listening socket, 18 bytes unread/)
})

test('a figure shows the line of source', async ({ page }) => {
  const { steps } = read('04-echo_poll')
  const at = steps.findIndex((step: { call: string }) => step.call === 'poll')
  const root = await figure(page, '/04-poll.html', '04-echo_poll')
  await root.locator('.timeline .row:not(.head)').nth(at).click()
  await expect(root.locator('.file')).toContainText(`chapters/04-poll/programs/echo_poll.cc, line ${steps[at].source.line}`)
  await expect(root.locator('.line.is-it').first()).toContainText('::poll(')
})

test('the home page moves by itself, and not for who asked for less motion', async ({ page }) => {
  await open(page, '/')
  const root = page.locator('figure.trace')
  const first = await position(root).textContent()
  await expect(position(root)).not.toHaveText(first!, { timeout: 5000 })

  await page.emulateMedia({ reducedMotion: 'reduce' })
  await open(page, '/')
  await page.waitForTimeout(2500)
  await expect(position(root)).toHaveText(first!)
})

test('level against edge: the table says what was recorded, and leads to the calls', async ({ page }) => {
  const { rounds, steps } = read('level-edge')
  await open(page, '/05-epoll.html')
  const rows = page.getByTestId('rounds').locator('tbody tr')
  await expect(rows).toHaveCount(rounds.length)
  const word = (step: number) => (Number(steps[step].result) > 0 ? 'reported' : 'silent')
  for (const [index, round] of rounds.entries()) {
    await expect(rows.nth(index).locator('td')).toHaveText([String(round.unread), word(round.level), word(round.edge)])
  }
  await rows.nth(3).getByRole('button').click()
  const root = page.locator('[id="figure-level-edge"]')
  await expect(call(root)).toHaveText(textOf(steps[rounds[3].act ?? rounds[3].level]))
  await expect(rows.nth(3)).toHaveClass(/is-now/)
})

test('the cost chart draws, and changes with what is chosen', async ({ page }) => {
  const { rows } = JSON.parse(readFileSync(new URL('../data/wait-cost.json', import.meta.url), 'utf8'))
  await open(page, '/05-epoll.html')
  const root = page.locator('figure.cost')
  await root.scrollIntoViewIfNeeded()
  await expect(root.locator('svg text', { hasText: 'epoll_wait' })).toBeVisible({ timeout: 20_000 })
  await root.locator('summary').click()
  const cells = root.locator('tbody tr').first().locator('td')
  const of = (name: string, ready: number) => {
    const least = Math.min(...rows.map((row: { watched: number }) => row.watched))
    return rows.find((row: { call: string; watched: number; ready: number }) => row.call === name && row.watched === least && row.ready === ready)
  }
  await expect(cells.last()).toHaveText(of('epoll_wait', 1).microseconds.toFixed(2))
  await root.getByTestId('metric').selectOption('bytesToKernel')
  await expect(cells.last()).toHaveText('0')
  await expect(root.locator('figcaption')).toContainText('Bytes')
})

test('every trace is shown somewhere', () => {
  const shown = new Set([...figures.map(([, name]) => name), '05-echo_epoll-oneshot'])
  const recorded = readdirSync(folder).filter((name) => name.endsWith('.json')).map((name) => name.replace('.json', ''))
  expect(recorded.filter((name) => !shown.has(name))).toEqual([])
})

test('the comparison draws, and changes with what is chosen', async ({ page }) => {
  const text = readFileSync(new URL('../data/compare.json', import.meta.url), 'utf8')
  const { rows } = JSON.parse(text)
  await open(page, '/08-side-by-side.html')
  const root = page.locator('figure.compare').first()
  await root.scrollIntoViewIfNeeded()
  await expect(root.locator('svg text', { hasText: 'echo_epoll' })).toBeVisible({ timeout: 20_000 })
  await root.locator('summary').click()
  const poll = root.locator('tbody tr', { hasText: 'echo_poll' }).locator('td')
  await root.getByTestId('metric').selectOption('listBytes')
  const most = rows.find((row: { server: string; load: string }) => row.server === 'echo_poll' && row.load === 'idle-10000')
  await expect(poll.last()).toHaveText(Math.round(most.counts.listBytes).toLocaleString('en'))
  await expect(root.locator('tbody tr', { hasText: 'echo_select' }).locator('td').last()).toHaveText('cannot')
  await root.getByTestId('family').selectOption('activity')
  await expect(poll).toHaveCount(2)
  await expect(root.locator('figcaption')).toContainText('Bytes')
})

test('the comparison shows a file of the reader, and refuses another file', async ({ page }) => {
  await open(page, '/08-side-by-side.html')
  const root = page.locator('figure.compare').first()
  const own = {
    version: 1, seconds: 1, rounds: 1,
    environment: { cpu: 'my own processor', processors: 4, kernel: '6.1', compiler: 'GCC 12.2', commit: 'abc', optimised: true },
    loads: [{ name: 'own', family: 'own', label: 'own', title: '3 active' }],
    rows: [{ server: 'echo_mine', groups: ['models'], load: 'own', counts: { systemCalls: 2.5 } }],
  }
  const file = (text: string) => ({ name: 'results.json', mimeType: 'application/json', buffer: Buffer.from(text) })
  await root.getByTestId('file').setInputFiles(file('{}'))
  await expect(root.getByRole('alert')).toContainText('results.json does not hold')
  await root.getByTestId('file').setInputFiles(file(JSON.stringify(own)))
  await expect(root.locator('.measured')).toContainText('my own processor')
  await root.locator('summary').click()
  await expect(root.locator('tbody tr')).toHaveCount(1)
  await root.getByTestId('metric').selectOption('systemCalls')
  await expect(root.locator('tbody td')).toHaveText('2.50')
  await root.getByTestId('ours').click()
  await expect(root.locator('tbody tr', { hasText: 'echo_epoll' })).toHaveCount(1)
})
