import { client } from '../../api/client.ts'
import { saveCsv } from '../../api/save-csv.ts'
import { say } from '../../parts/say.tsx'
import { contactImport } from '../../words/contact-import.ts'

const words = contactImport.done

/** Saves the rows an import refused as a file. */
export async function saveRefused(id: string, list: string): Promise<void> {
  const parts: string[] = []
  for await (const { csv } of await client.contacts.import_errors({ public_id: id })) parts.push(csv)
  if (await saveCsv(words.fileName(list), parts)) say({ title: words.saved })
}
