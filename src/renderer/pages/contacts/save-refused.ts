import { client, shell } from '../../api/client.ts'
import { say } from '../../parts/say.tsx'
import { contactImport } from '../../words/contact-import.ts'

const words = contactImport.done

/** Saves the rows an import refused as a file: where the person says in the desktop, as a download in a browser. */
export async function saveRefused(id: string, list: string): Promise<void> {
  const parts: string[] = []
  for await (const { csv } of await client.contacts.import_errors({ public_id: id })) parts.push(csv)
  const name = words.fileName(list)
  if (shell) {
    if (await shell.files.save({ name, kind: 'csv', text: parts.join('') })) say({ title: words.saved })
    return
  }
  const address = URL.createObjectURL(new Blob(parts, { type: 'text/csv' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}
