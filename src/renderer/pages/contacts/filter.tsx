import { Button, Popover, Select } from '@mantine/core'
import { IconFilter } from '@tabler/icons-react'
import { Narrowed } from '../../parts/narrowed.tsx'
import { contacts } from '../../words/contacts.ts'
import type { ContactsSearch } from './search.ts'
import { useOwners, useSequences, useTags } from './use-contacts.ts'

const words = contacts.filter
export type Change = (change: { [K in keyof ContactsSearch]?: ContactsSearch[K] | undefined }) => void
interface Given {
  search: ContactsSearch
  change: Change
}

const states = ['active', 'suppressed', 'never'] as const

function Choices({ search, change }: Given) {
  const tags = useTags()
  const owners = useOwners()
  const sequences = useSequences()
  const common = {
    placeholder: words.any,
    clearable: true,
    searchable: true,
    openOnFocus: false,
    // A list outside the menu's element is a click outside: where nothing fades, the menu would be gone before the choice.
    comboboxProps: { withinPortal: false },
  } as const
  return (
    <div className="ct-filter">
      <Select
        {...common}
        label={words.state}
        data={states.map((value) => ({ value, label: words.states[value] }))}
        value={search.state ?? null}
        onChange={(state) => change({ state: (state ?? undefined) as ContactsSearch['state'] })}
      />
      <Select
        {...common}
        label={words.tag}
        data={tags.map(({ tag, contacts: n, more }) => ({ value: tag, label: words.counted(tag, n, more) }))}
        value={search.tag ?? null}
        onChange={(tag) => change({ tag: tag ?? undefined })}
      />
      <Select
        {...common}
        label={words.owner}
        data={[
          { value: '-', label: words.nobody },
          ...owners.map(({ owner, contacts: n, more }) => ({ value: owner, label: words.counted(owner, n, more) })),
        ]}
        value={search.owner ?? null}
        onChange={(owner) => change({ owner: owner ?? undefined })}
      />
      <Select
        {...common}
        label={words.sequence}
        data={sequences.map(({ public_id, name }) => ({ value: public_id, label: name }))}
        value={search.sequence ?? null}
        onChange={(sequence) => change({ sequence: sequence ?? undefined })}
      />
    </div>
  )
}

export const narrowing = ({ state, tag, owner, sequence }: ContactsSearch): number =>
  [state, tag, owner, sequence].filter((each) => each !== undefined).length

export function FilterMenu({ search, change }: Given) {
  const n = narrowing(search)
  return (
    <Popover position="bottom-end" width={280} trapFocus>
      <Popover.Target>
        <Button size="xs" variant="default" leftSection={<IconFilter size={15} stroke={1.7} aria-hidden />}>
          {n > 0 ? words.active(n) : words.open}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={words.title}>
        <Choices search={search} change={change} />
      </Popover.Dropdown>
    </Popover>
  )
}

/** What narrows the list, said in words, each to be taken away with one press. */
export function FilterChips({ search, change }: Given) {
  const sequences = useSequences()
  const chips = [
    ['state', words.state, search.state && words.states[search.state]],
    ['tag', words.tag, search.tag],
    ['owner', words.owner, search.owner === '-' ? words.nobody : search.owner],
    ['sequence', words.sequence, sequences.find((each) => each.public_id === search.sequence)?.name ?? search.sequence],
  ] as const
  if (narrowing(search) === 0) return null
  const by = chips.flatMap(([key, what, value]) =>
    value === undefined ? [] : [{ key, what, value, onRemove: () => change({ [key]: undefined }) }],
  )
  return <Narrowed by={by} remove={words.remove} />
}
