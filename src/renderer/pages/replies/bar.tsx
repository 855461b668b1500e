import { Button, Checkbox, SegmentedControl, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type IncomingKind, incomingKinds } from '../../../shared/domain/incoming-shape.ts'
import { api, client } from '../../api/client.ts'
import { useIncomingCounts } from '../../api/incoming.ts'
import { mailboxGroups } from '../../parts/from-menu.ts'
import { Narrowed } from '../../parts/narrowed.tsx'
import { say, sayRefused } from '../../parts/say.tsx'
import { replies as words } from '../../words/replies.ts'
import type { RepliesSearch } from './search.ts'
import type { Mailboxes } from './use-messages.ts'

export type Change = (change: { [K in keyof RepliesSearch]?: RepliesSearch[K] | undefined }) => void

interface Given {
  search: RepliesSearch
  change: Change
}

/** Kinds that always have a tab; the others show one where something of theirs came. */
const usual: readonly IncomingKind[] = ['reply', 'absence', 'bounce', 'opt_out']
const every = 'all'

/** Of what kind; with how many there are, unless something else narrows the list. */
export function Tabs({ search, change }: Given) {
  const counts = useIncomingCounts()
  const { kind, open: _, ...narrowed } = search
  const isWhole = Object.keys(narrowed).length === 0
  const all = counts && Object.values(counts.kinds).reduce((sum, n) => sum + n, 0)
  const shown = incomingKinds.filter((each) => usual.includes(each) || each === kind || (counts?.kinds[each] ?? 0) > 0)
  return (
    <SegmentedControl
      aria-label={words.tabsLabel}
      value={kind ?? every}
      data={[
        { value: every, label: words.tab(every, isWhole ? all : undefined) },
        ...shown.map((each) => ({ value: each, label: words.tab(each, isWhole ? counts?.kinds[each] : undefined) })),
      ]}
      onChange={(value) => change({ kind: value === every ? undefined : (value as IncomingKind) })}
    />
  )
}

async function markAll(unseen: number): Promise<void> {
  try {
    const { seen } = await client.incoming.seen({})
    say({ title: words.didSeen(seen) })
  } catch (thrown) {
    sayRefused(words.allSeen(unseen), thrown)
  }
}

/** Tabs at the left; new ones only at the right, where a message beside it leaves room. */
export function Bar({ search, change }: Given) {
  return (
    <div className="table-bar rp-bar">
      <Tabs search={search} change={change} />
      <span className="grow" />
      {!search.open && (
        <Checkbox
          label={words.unseenOnly}
          checked={search.unseen === true}
          onChange={({ currentTarget }) => change({ unseen: currentTarget.checked || undefined })}
        />
      )}
    </div>
  )
}

/** What concerns the whole list, at its head. */
export function Actions({ search, change, mailboxes: { own } }: Given & { mailboxes: Mailboxes }) {
  const unseen = useIncomingCounts()?.unseen ?? 0
  if (search.open) return null
  return (
    <>
      {unseen > 0 && (
        <Button variant="default" onClick={() => void markAll(unseen)}>
          {words.allSeen(unseen)}
        </Button>
      )}
      {own.length > 1 && (
        <Select
          className="rp-mailbox"
          aria-label={words.mailbox}
          placeholder={words.everyMailbox}
          clearable
          searchable
          data={mailboxGroups(own)}
          value={
            own.find((one) => one.public_id === search.account || one.from_email === search.account)?.public_id ?? null
          }
          onChange={(account) => change({ account: account ?? undefined })}
        />
      )}
    </>
  )
}

/** What an address from another screen narrows the list to, each to be taken away with one press. */
export function Chips({ search, change }: Given) {
  const { sequence, contact, send } = search
  const sequences = useQuery({ ...api.sequences.list.queryOptions(), enabled: sequence !== undefined }).data
  const person = useQuery({
    ...api.contacts.get.queryOptions({ input: { public_id: contact ?? '' } }),
    enabled: contact !== undefined && !contact.includes('@'),
  }).data
  const name = sequences?.find((each) => each.public_id === sequence || each.name === sequence)?.name ?? sequence
  const chips: { key: keyof typeof words.chip; value: string }[] = [
    ...(name ? [{ key: 'sequence' as const, value: name }] : []),
    ...(contact ? [{ key: 'contact' as const, value: person?.address ?? contact }] : []),
    ...(send ? [{ key: 'send' as const, value: words.chipSend }] : []),
  ]
  const by = chips.map((chip) => ({
    ...chip,
    what: words.chip[chip.key],
    onRemove: () => change({ [chip.key]: undefined }),
  }))
  return <Narrowed by={by} remove={words.remove} className="rp-narrow" />
}
