import { Modal, MultiSelect, Select, TagsInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { SubmitFoot } from '../../parts/dialog-form.tsx'
import { mailboxGroups } from '../../parts/from-menu.ts'
import { useLasting } from '../../parts/lasting.ts'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { people } from '../../words/people.ts'
import { type Action, type Chosen, type Deed, foretell, mostTold } from './work.ts'

const words = people.dialog
type Trial = Awaited<ReturnType<typeof foretell>>

/** Reasons shown; more are a number. */
const shown = 4

/** Each reason once, with how many it concerns. */
function Refusals({ refused }: { refused: Trial['refused'] }) {
  if (refused.length === 0) return null
  const reasons = [...Map.groupBy(refused, ({ why }) => why)].sort(([, a], [, b]) => b.length - a.length)
  return (
    <ul className="pe-refused small dim">
      {reasons.slice(0, shown).map(([why, some]) => (
        <li key={why}>{words.why(some.length, why)}</li>
      ))}
      {reasons.length > shown && <li>{words.rest(reasons.length - shown)}</li>}
    </ul>
  )
}

function Told({ trial }: { trial: Trial }) {
  return (
    <>
      {trial.words.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {trial.next !== null && <p className="dim">{words.moreThan(mostTold)}</p>}
      <Refusals refused={trial.refused} />
    </>
  )
}

interface FieldsProps {
  action: Action
  deed: Partial<Deed>
  setDeed: (deed: Partial<Deed>) => void
}

function Mailbox({ deed, setDeed }: FieldsProps) {
  const accounts = useQuery(api.accounts.list.queryOptions()).data ?? []
  const able = accounts.filter((one) => one.status === 'active' && !one.sandbox && one.whose !== 'other')
  return (
    <Select
      openOnFocus={false}
      data-autofocus
      label={words.to}
      data={mailboxGroups(able)}
      value={deed.account ?? null}
      onChange={(account) => setDeed(account === null ? {} : { account })}
      searchable={able.length > 8}
    />
  )
}

function Tags({ deed, setDeed }: FieldsProps) {
  const known = (useQuery(api.contacts.tags.queryOptions()).data ?? []).map(({ tag }) => tag)
  const { add = [], remove = [] } = deed
  return (
    <>
      <TagsInput
        openOnFocus={false}
        data-autofocus
        label={words.add}
        data={known.filter((tag) => !remove.includes(tag))}
        value={add}
        onChange={(tags) => setDeed({ add: tags.filter((tag) => !remove.includes(tag)), remove })}
        maxTags={50}
        splitChars={[',', ';', '|']}
      />
      <MultiSelect
        openOnFocus={false}
        label={words.remove}
        data={known.filter((tag) => !add.includes(tag))}
        value={remove}
        onChange={(tags) => setDeed({ add, remove: tags })}
        searchable
      />
    </>
  )
}

/** All that the deed needs; null: something is to be chosen yet. */
function whole(action: Action, { account, add = [], remove = [] }: Partial<Deed>): Deed | null {
  if (action === 'move') return account === undefined ? null : { action, account }
  if (action === 'tag') return add.length + remove.length === 0 ? null : { action, add, remove }
  return { action }
}

interface FormProps {
  action: Action
  chosen: Chosen
  onCancel: () => void
  onYes: (deed: Deed) => void
}

function Form({ action, chosen, onCancel, onYes }: FormProps) {
  const [partly, setDeed] = useState<Partial<Deed>>({})
  const deed = whole(action, partly)
  const trial = useQuery({
    queryKey: ['people-deed', chosen, deed],
    queryFn: ({ signal }) => foretell(chosen, deed as Deed, signal),
    enabled: deed !== null,
    gcTime: 0,
    staleTime: 0,
  })
  const told = deed === null ? undefined : trial.data
  const ready = deed !== null && told !== undefined && !trial.isFetching && (told.done > 0 || told.next !== null)
  const verb =
    !told || !ready ? words.verb[action] : told.next === null ? words.doIt(action, told.done) : words.all(action)
  return (
    <form
      className="pe-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (ready) onYes(deed)
      }}
    >
      {action === 'move' && <Mailbox {...{ action, deed: partly, setDeed }} />}
      {action === 'tag' && <Tags {...{ action, deed: partly, setDeed }} />}
      <div className="pe-told" role="status" aria-live="polite">
        {told ? <Told trial={told} /> : trial.isFetching && <p className="faint">{words.looking}</p>}
      </div>
      {trial.error && <Notice tone="bad">{wordsOf(trial.error)}</Notice>}
      <SubmitFoot isOff={!ready} danger={action === 'stop'} {...{ verb, onCancel }} />
    </form>
  )
}

/** Asks what the deed still needs, and says what it leads to before it is done. */
export function DeedDialog({ action, ...given }: Omit<FormProps, 'action'> & { action: Action | null }) {
  const lasting = useLasting(action)
  return (
    <Modal opened={action !== null} onClose={given.onCancel} title={lasting && words.title[lasting]} size={500}>
      {lasting && <Form key={lasting} action={lasting} {...given} />}
    </Modal>
  )
}
