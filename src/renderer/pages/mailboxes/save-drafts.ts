/** Every email that a mailbox has not sent yet, as one file of drafts. */
import { zipOf } from '../../../shared/domain/zip.ts'
import { client, shell } from '../../api/client.ts'
import { removal } from '../../words/removal.ts'

export interface Saved {
  files: number
  /** Contact and reason of those that could not be made. */
  lost: string[]
  /** Names what was saved; the removal wants it. */
  seen: string
}

/**
 * Saves them where the person says in the desktop (a folder), as a download (one archive) in a browser.
 *
 * @returns null when the person closed the dialog and nothing was saved
 * @throws Error in words where emails left or were planned meanwhile
 */
export async function saveDrafts(
  publicId: string,
  address: string,
  onProgress: (done: number) => void,
): Promise<Saved | null> {
  const files: { name: string; text: string }[] = []
  const lost: string[] = []
  let seen = ''
  let after: string | undefined
  do {
    const page = await client.accounts.drafts({ public_id: publicId, limit: 200, ...(after ? { after } : {}) })
    for (const { name, eml, contact, trouble } of page.rows)
      if (eml === null) lost.push(`${contact}: ${trouble}`)
      else files.push({ name, text: eml })
    // what is removed is what was seen last: an email that came between two pages would go without a file
    if (seen !== '' && page.seen !== seen) throw new Error(removal.saveAgain)
    seen = page.seen
    after = page.next ?? undefined
    onProgress(files.length)
  } while (after)
  if (files.length > 0 && !(await keep(files, address))) return null
  return { files: files.length, lost, seen }
}

async function keep(files: readonly { name: string; text: string }[], address: string): Promise<boolean> {
  if (shell) return (await shell.files.save_all({ files: [...files] })) !== null
  const encoder = new TextEncoder()
  const pieces = zipOf(files.map(({ name, text }) => ({ name: encoder.encode(name), content: encoder.encode(text) })))
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob(pieces as BlobPart[], { type: 'application/zip' }))
  link.download = `drafts of ${address}.zip`
  link.click()
  // the download reads it after the click is over
  window.setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
  return true
}
