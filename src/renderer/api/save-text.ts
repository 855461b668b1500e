import { shell } from './client.ts'

/** Hands a file to the browser, which asks or saves it as its owner set it up. */
export function download(name: string, content: Blob): void {
  const address = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // the download reads it after the click is over
  window.setTimeout(() => URL.revokeObjectURL(address), 10_000)
}

/**
 * Saves a text as a file: where the person says in the desktop, as a download in a browser.
 *
 * @returns false when the person closed the dialog and nothing was saved
 */
export async function saveText(name: string, text: string): Promise<boolean> {
  if (shell) return (await shell.files.save({ name, kind: 'text', text })) !== null
  download(name, new Blob([text], { type: 'text/plain;charset=utf-8' }))
  return true
}
