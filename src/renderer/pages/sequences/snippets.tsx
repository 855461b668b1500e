import { ActionIcon, Button, TextInput } from '@mantine/core'
import { IconBookmark, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { api, client } from '../../api/client.ts'
import { wordsOf } from '../../parts/notice.tsx'
import { say } from '../../parts/say.tsx'
import { writing } from '../../words/sequence-writing.ts'
import { Offers } from './offers.tsx'
import { removeSnippet, type Snippet, SnippetDialog, snippetsWith } from './snippet-dialog.tsx'

/** From so many on, one looks for a name instead of reading them all. */
const manySnippets = 8

const { snippets: words } = writing

/** Pieces of text that are put into emails; what is written here can become one. */
export function Snippets({ html, onPick }: { html: string; onPick: (html: string) => void }) {
  const [isOpen, setOpen] = useState(false)
  const [isManaged, setManaged] = useState(false)
  const opener = useRef<HTMLButtonElement>(null)
  const inside = {
    html,
    onPick: (picked: string) => {
      setOpen(false)
      onPick(picked)
    },
    onKept: () => {
      // it would lie over the text that is written on, and what had the focus is disabled now
      setOpen(false)
      opener.current?.focus()
    },
    onManage: () => {
      setOpen(false)
      setManaged(true)
    },
  }
  const close = () => {
    setManaged(false)
    opener.current?.focus()
  }
  return (
    <>
      <Offers
        label={words.insert}
        icon={<IconBookmark size={15} stroke={1.7} aria-hidden />}
        {...{ isOpen, setOpen, opener }}
      >
        <Choice {...inside} />
      </Offers>
      <SnippetDialog opened={isManaged} onClose={close} />
    </>
  )
}

interface ChoiceProps {
  html: string
  onPick: (html: string) => void
  onKept: () => void
  onManage: () => void
}

function Choice({ html, onPick, onKept, onManage }: ChoiceProps) {
  const [search, setSearch] = useState('')
  const [name, setName] = useState('')
  const [refused, setRefused] = useState<string | null>(null)
  const known = useQuery(api.snippets.list.queryOptions())
  const rows = known.data ?? []
  const found = snippetsWith(rows, search)
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
      onKept()
      say({ title: words.kept(made.name) })
    })
  return (
    <>
      {rows.length === 0 && !known.isPending && <p className="small dim">{words.none}</p>}
      {rows.length >= manySnippets && (
        <TextInput
          className="snip-search"
          aria-label={words.search}
          placeholder={words.search}
          data-autofocus
          value={search}
          onChange={({ currentTarget }) => setSearch(currentTarget.value)}
        />
      )}
      {rows.length > 0 && found.length === 0 && <p className="small dim">{words.noneLike(search.trim())}</p>}
      <ul className="seq-snippets">
        {found.map((row) => (
          <Offer
            key={row.public_id}
            row={row}
            {...{ onPick }}
            onRemove={() => void attempt(() => removeSnippet(row))}
          />
        ))}
      </ul>
      {html.trim() !== '' && <Keep {...{ name, setName, refused, keep }} />}
      {rows.length > 0 && (
        <div className="snip-foot">
          <button type="button" className="link small" onClick={onManage}>
            {words.manage}
          </button>
        </div>
      )}
    </>
  )
}

interface OfferProps {
  row: Snippet
  onPick: (html: string) => void
  onRemove: () => void
}

const Offer = ({ row, onPick, onRemove }: OfferProps) => (
  <li className="row">
    <button type="button" className="seq-variable" onClick={() => onPick(row.html)}>
      <span>{row.name}</span>
      <span className="clip faint">{row.everybody ? words.everybodys : ''}</span>
    </button>
    {row.may_change && (
      <ActionIcon size={22} aria-label={words.remove(row.name)} onClick={onRemove}>
        <IconX size={14} stroke={1.7} />
      </ActionIcon>
    )}
  </li>
)

interface KeepProps {
  name: string
  setName: (name: string) => void
  refused: string | null
  keep: () => Promise<void>
}

function Keep({ name, setName, refused, keep }: KeepProps) {
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
