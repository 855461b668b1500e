import { existsSync } from 'node:fs'

const system = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)

/** This computer's own Chromium where it has one. */
export const launchOptions = {
  ...(system ? { executablePath: system } : {}),
  args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--no-first-run', '--disable-sync'],
}

const shell = '/usr/bin/chromium-headless-shell'

/** The same Chromium without its own window and tabs, a quarter less work for the processor; the whole one where it isn't. */
export const pageOptions = existsSync(shell) ? { ...launchOptions, executablePath: shell } : launchOptions
