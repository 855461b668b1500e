import { Button, Checkbox, Popover, Select } from '@mantine/core'
import { IconFilter } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { senderText } from '../../../shared/domain/sandbox-sender.ts'
import { api } from '../../api/client.ts'
import { useNow } from '../../api/hooks.ts'
import { DayField } from '../../parts/day-field.tsx'
import { mailboxGroups } from '../../parts/from-menu.ts'
import { Narrowed } from '../../parts/narrowed.tsx'
import { date, day } from '../../words/format.ts'
import { outbox } from '../../words/outbox.ts'
import { dayEnd, dayStart } from './days.ts'
import { type OutboxSearch, type Shown, states } from './search.ts'
import { useSeats, useSenders } from './use-emails.ts'

const words = outbox.filter
export type Change = (change: Partial<OutboxSearch>) => void

const days = ({ from, to }: OutboxSearch, zone: string) => ({
  from: from === undefined ? '' : date(from, zone),
  to: to === undefined ? '' : date(Date.parse(to) - 1, zone),
})

/** How many choices narrow the list; both ends of a range are one. */
const active = (search: OutboxSearch): number =>
  [
    search.states,
    search.sequence,
    search.sender,
    search.seat,
    search.contact,
    search.step,
    search.from ?? search.to,
    search.sandbox,
    search.domain,
    search.came,
  ].filter((choice) => choice !== undefined).length

function States({ search, change }: { search: OutboxSearch; change: Change }) {
  const chosen = search.states ?? []
  const toggle = (state: Shown, isOn: boolean) => {
    const next = isOn ? [...chosen, state] : chosen.filter((each) => each !== state)
    change({ states: next.length > 0 ? next : undefined } as Partial<OutboxSearch>)
  }
  return (
    <fieldset className="ob-states">
      <legend className="cz-label">{words.states}</legend>
      {states.map((state) => (
        <Checkbox
          key={state}
          label={words.state(state)}
          checked={chosen.includes(state)}
          onChange={({ currentTarget }) => toggle(state, currentTarget.checked)}
        />
      ))}
    </fieldset>
  )
}

/** A list outside the menu's element is a click outside: where nothing fades, the menu would be gone before the choice. */
const inside = { withinPortal: false } as const

/** Of whom the mailboxes are; nothing to choose where one works alone. */
function OfSeat({ search, change }: { search: OutboxSearch; change: Change }) {
  const seats = useSeats()
  if (seats.length < 2 && search.seat === undefined) return null
  return (
    <Select
      comboboxProps={inside}
      label={words.seat}
      placeholder={words.any}
      clearable
      data={[
        ...seats.map(({ public_id, name }) => ({ value: public_id, label: name })),
        { value: 'team', label: words.seatTeam },
      ]}
      value={search.seat ?? null}
      onChange={(seat) => change({ seat: seat ?? undefined } as Partial<OutboxSearch>)}
    />
  )
}

function Choices({ search, change, zone }: { search: OutboxSearch; change: Change; zone: string }) {
  const sequences = useQuery(api.sequences.list.queryOptions()).data ?? []
  const senders = useSenders().all
  const { from, to } = days(search, zone)
  const now = useNow(60_000)
  const near = now === null ? undefined : date(now, zone)
  const clear = words.any
  return (
    <div className="ob-filter">
      <States search={search} change={change} />
      <div className="ob-filter-fields">
        <Select
          comboboxProps={inside}
          label={words.sequence}
          placeholder={clear}
          clearable
          searchable
          data={sequences.map(({ public_id, name }) => ({ value: public_id, label: name }))}
          value={search.sequence ?? null}
          onChange={(sequence) => change({ sequence: sequence ?? undefined } as Partial<OutboxSearch>)}
        />
        <Select
          comboboxProps={inside}
          label={words.sender}
          placeholder={clear}
          clearable
          searchable
          data={mailboxGroups(senders)}
          value={search.sender ?? null}
          onChange={(sender) => change({ sender: sender ?? undefined } as Partial<OutboxSearch>)}
        />
        <OfSeat search={search} change={change} />
        <Select
          comboboxProps={inside}
          label={words.step}
          placeholder={clear}
          clearable
          data={Array.from({ length: 10 }, (_, at) => ({ value: String(at + 1), label: words.nth(at + 1) }))}
          value={search.step === undefined ? null : String(search.step)}
          onChange={(step) => change({ step: step === null ? undefined : Number(step) } as Partial<OutboxSearch>)}
        />
        <DayField
          label={words.from}
          clearable
          near={near}
          value={from}
          onChange={(day) => change({ from: day ? dayStart(day, zone) : undefined } as Partial<OutboxSearch>)}
        />
        <DayField
          label={words.to}
          clearable
          near={near}
          value={to}
          onChange={(day) => change({ to: day ? dayEnd(day, zone) : undefined } as Partial<OutboxSearch>)}
        />
      </div>
    </div>
  )
}

export function FilterMenu(props: { search: OutboxSearch; change: Change; zone: string }) {
  const n = active(props.search)
  return (
    <Popover position="bottom-end" width={460} trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconFilter size={16} stroke={1.7} aria-hidden />}>
          {n > 0 ? words.active(n) : words.open}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Choices {...props} />
      </Popover.Dropdown>
    </Popover>
  )
}

/** What narrows the list, said in words, each to be taken away with one press. */
export function FilterChips({ search, change, zone }: { search: OutboxSearch; change: Change; zone: string }) {
  const sequences = useQuery({
    ...api.sequences.list.queryOptions(),
    enabled: search.sequence !== undefined,
  }).data
  const senders = useSenders().all
  const seats = useSeats()
  const { from, to } = days(search, zone)
  const shown = (local: string) => (local === '' ? null : day(`${local}T12:00:00Z`, 'UTC'))
  const chips: { key: string; what: string; value: string; gone: Partial<Record<keyof OutboxSearch, undefined>> }[] = []
  const add = (key: keyof typeof words.chip, value: string | undefined, gone: (typeof chips)[number]['gone']) => {
    if (value !== undefined) chips.push({ key, what: words.chip[key], value, gone })
  }
  const nameOf = (id: string | undefined) =>
    id && (sequences?.find((each) => each.public_id === id || each.name === id)?.name ?? id)
  const seatOf = (id: string | undefined) =>
    id === 'team'
      ? words.seatTeam
      : id && (seats.find((each) => each.public_id === id || each.address === id)?.name ?? id)
  const addressOf = (id: string | undefined) =>
    id && (senders.find((each) => each.public_id === id || each.from_email === id)?.from_email ?? id)
  add('states', search.states && words.list(search.states.map((state) => words.state(state))), { states: undefined })
  add('sequence', nameOf(search.sequence), { sequence: undefined })
  add('sender', search.sender && senderText(addressOf(search.sender) ?? ''), { sender: undefined })
  add('seat', seatOf(search.seat), { seat: undefined })
  add('contact', search.contact, { contact: undefined })
  add('step', search.step === undefined ? undefined : words.nth(search.step), { step: undefined })
  if (from || to) add('day', words.days(shown(from), shown(to)), { from: undefined, to: undefined })
  add('sandbox', search.sandbox === undefined ? undefined : words.sandbox(search.sandbox), { sandbox: undefined })
  add('domain', search.domain, { domain: undefined })
  add('came', search.came && words.came[search.came], { came: undefined })
  const by = chips.map(({ gone, ...chip }) => ({ ...chip, onRemove: () => change(gone as Partial<OutboxSearch>) }))
  return <Narrowed by={by} remove={words.remove} className="ob-narrow" />
}
