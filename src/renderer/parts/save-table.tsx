import { Button, Menu } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { report as words } from '../words/report.ts'
import { Notice, wordsOf } from './notice.tsx'
import { say } from './say.tsx'

/** A table as a file, where the person says. `save` gives the name it wrote, or null where the person thought again. */
export function SaveTable({
  of,
  formats,
  save,
}: {
  of: string
  formats: readonly ('csv' | 'xlsx')[]
  save: (format: 'csv' | 'xlsx') => Promise<string | null>
}) {
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const run = async (format: 'csv' | 'xlsx') => {
    setError(null)
    setBusy(true)
    try {
      const name = await save(format)
      if (name !== null) say({ title: words.saved(name) })
    } catch (thrown) {
      setError(thrown)
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      {error !== null && <Notice tone="bad">{wordsOf(error)}</Notice>}
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            size="xs"
            variant="default"
            loading={isBusy}
            aria-label={`${words.save} ${of}`}
            leftSection={<IconDownload size={15} stroke={1.7} aria-hidden />}
          >
            {words.save}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {formats.map((format) => (
            <Menu.Item key={format} onClick={() => void run(format)}>
              {words[format]}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  )
}
