import { shell } from './client.ts'
import { download } from './save-text.ts'

const types = {
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  grant: 'application/octet-stream',
} as const

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))

/**
 * Saves a file that is no text: where the person says in the desktop, as a download in a browser.
 *
 * @returns false when the person closed the dialog and nothing was saved
 */
export async function saveBytes(name: string, kind: keyof typeof types, base64: string): Promise<boolean> {
  if (shell) return (await shell.files.save({ name, kind, text: base64, base64: true })) !== null
  download(name, new Blob([bytesOf(base64)], { type: types[kind] }))
  return true
}
