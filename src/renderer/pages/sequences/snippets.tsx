import { ActionIcon, Button, Popover, TextInput } from '@mantine/core'
import { IconBookmark, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { api, client } from '../../api/client.ts'
import { wordsOf } from '../../parts/notice.tsx'
import { say } from '../../parts/say.tsx'
import { writing } from '../../words/sequence-writing.ts'
import { shell } from '../../words/shell.ts'

/** Pieces of text that are put into emails; what is written here can become one. */
export function Snippets({ html, onPick }: { html: string; onPick: (html: string) => void }) {
  const [isOpen, setOpen] = useState(false)
  const [name, setName] = useState('')
  const [refused, setRefused] = useState<string | null>(null)
  const opener = useRef<HTMLButtonElement>(null)
  const known = useQuery(api.snippets.list.queryOptions({ enabled: isOpen }))
  const rows = known.data ?? []
  const { snippets: words } = writing
  const attempt = async (work: () => Promise<unknown>) => {
    setRefused(null)
    try {
      await work()
    } catch (error) {
      setRefused(wordsOf(error))
    }
  }
  const keep = () =>
    attempt(async () => {
      const made = await client.snippets.create({ name, html })
      setName('')
      // it would lie over the text that is written on, and what had the focus is disabled now
      setOpen(false)
      opener.current?.focus()
      say({ title: words.kept(made.name) })
    })
  const remove = (public_id: string) =>
    attempt(async () => {
      const gone = await client.snippets.remove({ public_id })
      const { name: was, html: text, everybody } = gone
      const undo = () => client.snippets.create({ name: was, html: text, everybody })
      say({ title: words.removed(was), action: { label: shell.undo, run: undo } })
    })
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" trapFocus returnFocus={false} width={340}>
      <Popover.Target>
        <Button
          ref={opener}
          size="xs"
          variant="default"
          leftSection={<IconBookmark size={15} stroke={1.7} aria-hidden />}
          onClick={() => setOpen(!isOpen)}
        >
          {words.insert}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={words.insert}>
        {rows.length === 0 && !known.isPending && <p className="small dim">{words.none}</p>}
        <ul className="seq-snippets">
          {rows.map((row) => (
            <li key={row.public_id} className="row">
              <button
                type="button"
                className="seq-variable"
                onClick={() => {
                  setOpen(false)
                  onPick(row.html)
                }}
              >
                <span>{row.name}</span>
                <span className="clip faint">{row.everybody ? words.everybodys : ''}</span>
              </button>
              {row.may_change && (
                <ActionIcon size={22} aria-label={words.remove(row.name)} onClick={() => void remove(row.public_id)}>
                  <IconX size={14} stroke={1.7} />
                </ActionIcon>
              )}
            </li>
          ))}
        </ul>
        {html.trim() !== '' && <Keep {...{ name, setName, refused, keep }} />}
      </Popover.Dropdown>
    </Popover>
  )
}

interface KeepProps {
  name: string
  setName: (name: string) => void
  refused: string | null
  keep: () => Promise<void>
}

function Keep({ name, setName, refused, keep }: KeepProps) {
  const { snippets: words } = writing
  return (
    <form
      className="seq-keep-snippet"
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim()) void keep()
      }}
    >
      <TextInput
        label={words.keep}
        placeholder={words.name}
        maxLength={80}
        value={name}
        error={refused}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <Button size="xs" variant="default" type="submit" disabled={name.trim() === ''}>
        {words.save}
      </Button>
    </form>
  )
}
