import { Menu } from '@mantine/core'
import type { ReactNode } from 'react'
import { client } from '../../api/client.ts'
import { saveBytes } from '../../api/save-bytes.ts'
import { saveCsv } from '../../api/save-csv.ts'
import { wordsOf } from '../../parts/notice.tsx'
import { say } from '../../parts/say.tsx'
import { contactImport } from '../../words/contact-import.ts'

const words = contactImport.done
const formats = ['csv', 'xlsx'] as const
type Format = (typeof formats)[number]

async function save(id: string, list: string, format: Format): Promise<void> {
  const parts: string[] = []
  for await (const { csv, base64 } of await client.contacts.import_errors({ public_id: id, format }))
    parts.push(csv ?? base64 ?? '')
  const name = words.fileName(list, format)
  const isSaved = format === 'csv' ? await saveCsv(name, parts) : await saveBytes(name, 'xlsx', parts.join(''))
  if (isSaved) say({ title: words.saved })
}

/** The rows an import refused as a file, of either kind. */
export function SaveRefused({
  id,
  list,
  onError,
  label,
  children,
}: {
  id: string
  list: string
  /** In words; null: nothing is wrong any more. */
  onError: (error: string | null) => void
  /** What is saved, where what opens the choice doesn’t say it. */
  label?: string
  /** What opens the choice. */
  children: ReactNode
}) {
  const run = (format: Format) => {
    onError(null)
    save(id, list, format).catch((thrown) => onError(wordsOf(thrown)))
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown>
        {label && <Menu.Label>{label}</Menu.Label>}
        {formats.map((format) => (
          <Menu.Item key={format} onClick={() => run(format)}>
            {words.formats[format]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
