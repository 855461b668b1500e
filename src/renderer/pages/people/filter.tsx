import { Button, Popover, Select } from '@mantine/core'
import { IconFilter } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { enrollmentStates } from '../../../shared/domain/enrollment.ts'
import { senderText } from '../../../shared/domain/sandbox-sender.ts'
import { api } from '../../api/client.ts'
import { mailboxGroups } from '../../parts/from-menu.ts'
import { Narrowed } from '../../parts/narrowed.tsx'
import { State } from '../../parts/state.tsx'
import { people } from '../../words/people.ts'
import { stateSigns } from './columns.tsx'
import { type PeopleSearch, waits } from './search.ts'
import { useSenders, useStateCounts } from './use-people.ts'

const words = people.filter
export type Change = (change: { [K in keyof PeopleSearch]?: PeopleSearch[K] | undefined }) => void
interface Given {
  search: PeopleSearch
  change: Change
}

/** Each state with how many are in it, pressed to see only those. A state that nobody is in is not offered. */
export function StateChips({ search, change }: Given) {
  const counts = useStateCounts(search)
  const present = enrollmentStates.filter((state) => state === search.state || (counts?.states[state] ?? 0) > 0)
  return (
    <fieldset className="pe-states" title={counts?.more ? people.chips.more : undefined}>
      <legend className="unseen">{people.chips.label}</legend>
      <button type="button" aria-pressed={search.state === undefined} onClick={() => change({ state: undefined })}>
        {people.chips.all}
        <b>{counts && people.chips.counted(counts.all, counts.more)}</b>
      </button>
      {present.map((state) => (
        <button
          key={state}
          type="button"
          aria-pressed={search.state === state}
          onClick={() => change({ state: search.state === state ? undefined : state })}
        >
          <State is={stateSigns[state]}>{people.states[state]}</State>
          <b>{counts && people.chips.counted(counts.states[state] ?? 0, counts.more)}</b>
        </button>
      ))}
    </fieldset>
  )
}

function useChoices() {
  const seats = useQuery(api.seats.list.queryOptions()).data ?? []
  const sequences = useQuery(api.sequences.list.queryOptions()).data ?? []
  const tags = useQuery(api.contacts.tags.queryOptions()).data ?? []
  return { seats, sequences, tags, senders: useSenders().all }
}

function Choices({ search, change }: Given) {
  const { seats, sequences, tags, senders } = useChoices()
  const common = {
    placeholder: words.any,
    clearable: true,
    searchable: true,
    openOnFocus: false,
    // A list outside the menu's element is a click outside: where nothing fades, the menu would be gone before the choice.
    comboboxProps: { withinPortal: false },
  } as const
  return (
    <div className="pe-filter">
      <Select
        {...common}
        label={words.seat}
        data={[
          { value: 'me', label: words.me },
          ...seats.map(({ address, name }) => ({ value: address, label: name })),
        ]}
        value={search.seat ?? null}
        onChange={(seat) => change({ seat: seat ?? undefined })}
      />
      <Select
        {...common}
        label={words.sender}
        data={mailboxGroups(senders)}
        value={search.sender ?? null}
        onChange={(sender) => change({ sender: sender ?? undefined })}
      />
      <Select
        {...common}
        label={words.sequence}
        data={sequences.map(({ public_id, name }) => ({ value: public_id, label: name }))}
        value={search.sequence ?? null}
        onChange={(sequence) => change({ sequence: sequence ?? undefined })}
      />
      <Select
        {...common}
        label={words.tag}
        data={tags.map(({ tag }) => tag)}
        value={search.tag ?? null}
        onChange={(tag) => change({ tag: tag ?? undefined })}
      />
      <Select
        {...common}
        label={words.waits}
        data={waits.map((value) => ({ value, label: people.waits(value) }))}
        value={search.waits ?? null}
        onChange={(value) => change({ waits: (value ?? undefined) as PeopleSearch['waits'] })}
      />
    </div>
  )
}

export const narrowing = ({ seat, sender, sequence, tag, waits: wait, sandbox }: PeopleSearch): number =>
  [seat, sender, sequence, tag, wait, sandbox].filter((each) => each !== undefined).length

export function FilterMenu(props: Given) {
  const n = narrowing(props.search)
  return (
    <Popover position="bottom-end" width={300} trapFocus>
      <Popover.Target>
        <Button size="xs" variant="default" leftSection={<IconFilter size={15} stroke={1.7} aria-hidden />}>
          {n > 0 ? words.active(n) : words.open}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={words.title}>
        <Choices {...props} />
      </Popover.Dropdown>
    </Popover>
  )
}

/** What narrows the list, said in words, each to be taken away with one press. */
export function FilterChips({ search, change }: Given) {
  const { seats, sequences, senders } = useChoices()
  if (narrowing(search) === 0) return null
  const { seat, sender, sequence, tag, waits: wait, sandbox } = search
  const address = senders.find((each) => each.public_id === sender)?.from_email ?? sender
  const chips = [
    ['seat', words.seat, seat === 'me' ? words.me : (seats.find((each) => each.address === seat)?.name ?? seat)],
    ['sender', words.sender, address && senderText(address)],
    ['sequence', words.sequence, sequences.find((each) => each.public_id === sequence)?.name ?? sequence],
    ['tag', words.tag, tag],
    ['waits', words.waits, wait && people.waits(wait)],
    ['sandbox', people.sandbox, sandbox === undefined ? undefined : words.sandbox(sandbox)],
  ] as const
  const by = chips.flatMap(([key, what, value]) =>
    value === undefined ? [] : [{ key, what, value, onRemove: () => change({ [key]: undefined }) }],
  )
  return <Narrowed by={by} remove={words.remove} className="pe-narrow" />
}
