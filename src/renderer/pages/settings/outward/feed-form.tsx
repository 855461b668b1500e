import { Button, MultiSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../../api/client.ts'
import { DialogFoot } from '../../../parts/dialog.tsx'
import { mailboxGroups } from '../../../parts/from-menu.ts'
import { Notice, wordsOf } from '../../../parts/notice.tsx'
import { outward } from '../../../words/outward.ts'
import { shell } from '../../../words/shell.ts'
import { Once } from './once.tsx'

const words = outward.feeds

/** Makes a feed, and shows its address once. */
export function FeedForm({ onDone }: { onDone: () => void }) {
  const accounts = useQuery(api.accounts.list.queryOptions()).data ?? []
  const [name, setName] = useState('Cadenza')
  const [chosen, setChosen] = useState<string[]>([])
  const create = useMutation(api.calendar_feeds.create.mutationOptions())
  if (create.data) {
    const { url, path } = create.data
    const told = url === null ? { label: words.path, more: words.pathMore } : { label: words.address }
    return <Once title={words.onceTitle} {...told} value={url ?? path} onDone={onDone} />
  }
  const data = mailboxGroups(accounts).map(({ group, items }) => ({ group, items: [...items] }))
  return (
    <form
      className="st-setting-fields"
      onSubmit={(event) => {
        event.preventDefault()
        create.mutate({ name, ...(chosen.length > 0 ? { accounts: chosen } : {}) })
      }}
    >
      <TextInput
        label={words.name}
        required
        withAsterisk={false}
        maxLength={100}
        data-autofocus
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <MultiSelect
        label={words.mailboxes}
        placeholder={chosen.length === 0 ? words.mailboxesPick : ''}
        data={data}
        value={chosen}
        onChange={setChosen}
        searchable
      />
      {create.error && <Notice tone="bad">{wordsOf(create.error)}</Notice>}
      <DialogFoot>
        <Button variant="default" onClick={onDone}>
          {shell.cancel}
        </Button>
        <Button type="submit" loading={create.isPending}>
          {words.createVerb}
        </Button>
      </DialogFoot>
    </form>
  )
}

/** Gives it another name; its address stays. */
export function RenameForm({ feed, onDone }: { feed: { public_id: string; name: string }; onDone: () => void }) {
  const [name, setName] = useState(feed.name)
  const rename = useMutation(api.calendar_feeds.rename.mutationOptions({ onSuccess: onDone }))
  return (
    <form
      className="st-setting-fields"
      onSubmit={(event) => {
        event.preventDefault()
        rename.mutate({ public_id: feed.public_id, name })
      }}
    >
      <TextInput
        label={words.name}
        required
        withAsterisk={false}
        maxLength={100}
        data-autofocus
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      {rename.error && <Notice tone="bad">{wordsOf(rename.error)}</Notice>}
      <DialogFoot>
        <Button variant="default" onClick={onDone}>
          {shell.cancel}
        </Button>
        <Button type="submit" loading={rename.isPending}>
          {words.renameVerb}
        </Button>
      </DialogFoot>
    </form>
  )
}
