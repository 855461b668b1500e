/**
 * The start after all data was removed: takes away what Chromium had open until then, says that nothing is left, and ends.
 * Nothing of it goes into the data folder.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { app, dialog } from 'electron'
import { databaseName } from '../paths.ts'
import { finishRemoval } from '../removal.ts'
import { words } from './words.ts'

export const removedFlag = '--removed'

export const isRemoved = (argv: readonly string[]): boolean => argv.includes(removedFlag)

/** Called with a folder that has a database, by whoever gave the argument by hand, it ends without a word: nothing was removed. */
export async function sayRemoved(folder: string): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'cadenza-removed-'))
  app.setPath('userData', scratch)
  app.setPath('sessionData', scratch)
  process.on('exit', () => rmSync(scratch, { recursive: true, force: true }))
  await app.whenReady()
  if (existsSync(join(folder, databaseName))) return app.exit(1)
  finishRemoval(folder)
  const { title: message, more, end } = words.removed
  const detail = more(folder, existsSync(folder))
  await dialog.showMessageBox({ type: 'info', title: words.name, message, detail, buttons: [end], noLink: true })
  app.exit(0)
}
