import { shell } from './client.ts'

/** A spreadsheet reads a file without it as the code page of the computer, and every accent as two signs. */
const utf8 = '\ufeff'

/**
 * Saves rows as a file: where the person says in the desktop, as a download in a browser.
 *
 * @param parts CSV text, in order
 * @returns false when the person closed the dialog and nothing was saved
 */
export async function saveCsv(name: string, parts: readonly string[]): Promise<boolean> {
  // refused rows come with it from the engine
  const all = parts[0]?.startsWith(utf8) ? parts : [utf8, ...parts]
  if (shell) return (await shell.files.save({ name, kind: 'csv', text: all.join('') })) !== null
  const address = URL.createObjectURL(new Blob([...all], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // the download reads it after the click is over
  window.setTimeout(() => URL.revokeObjectURL(address), 10_000)
  return true
}
