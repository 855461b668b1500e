import { Button, Menu } from '@mantine/core'
import { useState } from 'react'
import { client } from '../../api/client.ts'
import { saveBytes } from '../../api/save-bytes.ts'
import { saveCsv } from '../../api/save-csv.ts'
import { wordsOf } from '../../parts/notice.tsx'
import { say } from '../../parts/say.tsx'
import { contactTools } from '../../words/contact-tools.ts'
import { FieldsDialog } from './field-list.tsx'
import type { ContactsSearch } from './search.ts'
import { TwinsDialog } from './twins.tsx'
import { filterOf } from './use-contacts.ts'

const words = contactTools.more

async function save(search: ContactsSearch, format: 'csv' | 'xlsx'): Promise<void> {
  const parts: string[] = []
  for await (const { csv, base64 } of await client.contacts.export({ format, filter: filterOf(search) }))
    parts.push(csv ?? base64 ?? '')
  const isSaved =
    format === 'csv'
      ? await saveCsv(`${words.file}.csv`, parts)
      : await saveBytes(`${words.file}.xlsx`, 'xlsx', parts.join(''))
  if (isSaved) say({ title: words.saved })
}

/** What is done with the whole list: its fields, people who are in it twice, and the list as a file. */
export function More({ search }: { search: ContactsSearch }) {
  const [open, setOpen] = useState<'fields' | 'twins' | null>(null)
  const [isBusy, setBusy] = useState(false)
  const run = (format: 'csv' | 'xlsx') => {
    setBusy(true)
    save(search, format)
      .catch((thrown) => say({ title: wordsOf(thrown) }))
      .finally(() => setBusy(false))
  }
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" loading={isBusy}>
            {words.open}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setOpen('fields')}>{words.fields}</Menu.Item>
          <Menu.Item onClick={() => setOpen('twins')}>{words.twins}</Menu.Item>
          <Menu.Item onClick={() => run('csv')}>{words.csv}</Menu.Item>
          <Menu.Item onClick={() => run('xlsx')}>{words.xlsx}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <FieldsDialog opened={open === 'fields'} onClose={() => setOpen(null)} />
      <TwinsDialog opened={open === 'twins'} onClose={() => setOpen(null)} />
    </>
  )
}
