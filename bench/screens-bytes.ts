import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Page } from '@playwright/test'

const built = join(import.meta.dirname, '../out/renderer')

/** What a page has loaded until now, in bytes as gzip leaves them: its own server sends them as they are. */
export async function firstLoad(page: Page): Promise<{ js: number; css: number }> {
  const files = await page.evaluate(() =>
    performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname),
  )
  const bytes = (ending: string) =>
    files
      .filter((file) => file.endsWith(ending))
      .reduce((sum, file) => sum + gzipSync(readFileSync(join(built, file)), { level: 9 }).length, 0)
  return { js: bytes('.js'), css: bytes('.css') }
}
