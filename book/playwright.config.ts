import { existsSync } from 'node:fs'
import { defineConfig } from '@playwright/test'

// The browser of the distribution; none is downloaded.
const chromium = process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
const port = Number(process.env.BOOK_PORT ?? 4174)

export default defineConfig({
  testDir: 'tests',
  outputDir: 'tests/results',
  fullyParallel: true,
  workers: 2,
  maxFailures: 20,
  timeout: 60_000,
  expect: { timeout: 15_000 }, // the machine may be busy
  reporter: [['line']],
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    // To compress its answers takes the server longer than to send them as they are.
    extraHTTPHeaders: { 'Accept-Encoding': 'identity' },
    launchOptions: {
      executablePath: chromium,
      args: [
        '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
        '--disable-background-networking', '--disable-component-update', '--disable-sync',
      ],
    },
  },
  // Tests what `npm run build` made.
  webServer: {
    command: `npx vitepress preview --port ${port}`,
    port,
    reuseExistingServer: false,
    timeout: 30_000,
  },
})
