import { shell } from './client.ts'
import { download } from './save-text.ts'

async function base64Of(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer())
  let text = ''
  // as arguments of a call, all at once would be too many
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return btoa(text)
}

/**
 * Saves a chart's picture: where the person says in the desktop, as a download in a browser.
 *
 * @returns its name; null where the person closed the dialog and nothing was saved
 */
export async function savePicture(
  picture: { name: string } & ({ svg: string } | { png: Blob }),
): Promise<string | null> {
  const { name } = picture
  if (shell) {
    const saved =
      'svg' in picture
        ? await shell.files.save({ name, kind: 'svg', text: picture.svg })
        : await shell.files.save({ name, kind: 'png', text: await base64Of(picture.png), base64: true })
    return saved === null ? null : name
  }
  download(name, 'svg' in picture ? new Blob([picture.svg], { type: 'image/svg+xml' }) : picture.png)
  return name
}
