import { defineConfig } from '@playwright/test'
import { scratchInMemory } from './test/scratch.ts'
import { launchOptions, pageOptions } from './test/screens/chromium.ts'

scratchInMemory()

/**
 * What `npm test` leaves to `npm run test:all`, so that it stays a matter of minutes: screens further in, whose mistakes
 * nobody makes without touching them. Named on the command line they run as any other (`playwright test charts`).
 */
const further =
  /(?:accounts-of-all|add-to-sequence|alias|all-but|answered|branded|calendar-week|charts|clone|companies|compared|conditions|contact-depth|delegated|domains|emails-checked|exchange|given-back|groups|handed|idle-group|joining|late-answers|mailbox|mailbox-details|outward|payloads|reassign|remove|requests|returns|review|say|sequence-changed|sequence-writing|sender-hosts|sheet-to-report|sign-in|speed|taken-out|team|writing-depth)\.spec\.ts$/

const isDaily = process.env.CADENZA_SCREENS === 'daily'

export default defineConfig({
  testDir: 'test',
  testMatch: 'test/{screens,shell}/**/*.spec.ts',
  // The gallery only takes pictures: npm run pictures.
  testIgnore: [
    ...(process.env.CADENZA_PICTURES ? [] : ['test/screens/gallery.spec.ts']),
    // the name of the file alone: a checkout may lie below any folder
    ...(isDaily ? [new RegExp(`[\\\\/]${further.source}`)] : []),
  ],
  globalSetup: './test/screens/bundle.ts',
  outputDir: 'test-results/browser',
  // Two more than the cores of the smallest machine: a test often waits until something is on the screen.
  workers: 4,
  // Every test has an engine of its own: tests of one file need not wait for each other while a processor has nothing to do.
  fullyParallel: true,
  // Each test runs an engine of its own beside the browser: what takes seconds may take a minute on a busy machine.
  timeout: 120_000,
  // Once more where a machine was too busy for a moment; the report still calls such a test flaky.
  retries: process.env.CI ? 1 : 0,
  reporter: [['list']],
  use: {
    screenshot: 'only-on-failure',
    // A trace is half of a test's work; ask for one when a failure needs it: playwright test --trace on
    trace: 'off',
  },
  projects: [
    { name: 'screens', testDir: 'test/screens', use: { launchOptions: pageOptions } },
    // What a window of the desktop does, links and sizes included, wants the whole browser.
    { name: 'shell', testDir: 'test/shell', use: { launchOptions } },
  ],
})
