import { defineConfig } from '@playwright/test'
import { launchOptions } from './test/screens/chromium.ts'

export default defineConfig({
  testDir: 'test',
  testMatch: 'test/{screens,shell}/**/*.spec.ts',
  outputDir: 'test-results/browser',
  // One at a time: each runs an engine of its own beside the browser, and two of them make a two-core machine late.
  workers: process.env.CI ? 1 : 2,
  timeout: 60_000,
  reporter: [['list']],
  use: {
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions,
  },
})
