import { Button, Modal, Select } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, client } from '../../api/client.ts'
import { RowsOnTheWay } from '../../parts/blank.tsx'
import { DialogFoot } from '../../parts/dialog.tsx'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { say } from '../../parts/say.tsx'
import { contactTools } from '../../words/contact-tools.ts'

const words = contactTools.twins
type Merging = Awaited<ReturnType<typeof client.contacts.merging>>
type Twin = Merging['keep']
interface Group {
  reason: 'name' | 'phone' | 'mailbox'
  contacts: Twin[]
}

const nameOf = ({ name, address }: Twin): string => (name ? `${name}, ${address}` : address)

type Take = (field: string, from: string) => void

/** The value that stays; where they differ, one of theirs to choose. */
function Value({ of, onTake }: { of: Merging['values'][number]; onTake: Take }) {
  const { field, from, value, others } = of
  const name = field.replace('fields.', '').replaceAll('_', ' ')
  return (
    <li>
      <span className="faint small clip">{name}</span>
      {others.length === 0 ? (
        <span>{value}</span>
      ) : (
        <Select
          size="xs"
          aria-label={words.which(name)}
          allowDeselect={false}
          openOnFocus={false}
          data={[{ from, value }, ...others]
            .sort((a, b) => (a.from < b.from ? -1 : 1))
            .map((each) => ({ value: each.from, label: each.value }))}
          value={from}
          onChange={(next) => next && onTake(field, next)}
        />
      )}
    </li>
  )
}

/** What merging would do, in sentences. */
function Foreseen({ told, onTake }: { told: Merging; onTake: Take }) {
  return (
    <div className="ct-told ct-foreseen" aria-live="polite">
      <ul>
        {told.values.map((value) => (
          <Value key={value.field} of={value} onTake={onTake} />
        ))}
      </ul>
      <p>{words.goes(told.emails, told.incoming, told.notes)}</p>
      {told.stopped.map(({ sequence, planned }) => (
        <p key={sequence}>{words.stopped(sequence, planned)}</p>
      ))}
      {told.moved && <p>{words.moved(told.moved.sequence, told.moved.planned)}</p>}
      {told.suppressed && <p>{words.suppressed(told.suppressed)}</p>}
      <p>{words.never}</p>
    </div>
  )
}

function Merge({ group, onDone }: { group: Group; onDone: (merged: boolean) => void }) {
  const [keep, setKeep] = useState(group.contacts[0]?.public_id ?? '')
  const [take, setTake] = useState<Record<string, string>>({})
  const [error, setError] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const merge = group.contacts.map(({ public_id }) => public_id).filter((each) => each !== keep)
  const wish = { keep, merge, take }
  const told = useQuery(api.contacts.merging.queryOptions({ input: wish, placeholderData: keepPreviousData }))
  async function go() {
    setBusy(true)
    setError(null)
    try {
      const done = await client.contacts.merge(wish)
      say({ title: words.did(nameOf(done.keep)) })
      onDone(true)
    } catch (thrown) {
      setError(wordsOf(thrown))
      setBusy(false)
    }
  }
  const trouble = error ?? (told.error ? wordsOf(told.error) : null)
  return (
    <div className="ct-form">
      <Select
        label={words.keepLabel}
        allowDeselect={false}
        openOnFocus={false}
        data={group.contacts.map((each) => ({ value: each.public_id, label: nameOf(each) }))}
        value={keep}
        onChange={(next) => {
          if (!next) return
          setKeep(next)
          setTake({})
        }}
      />
      {trouble && <Notice tone="bad">{trouble}</Notice>}
      {told.data ? (
        <Foreseen told={told.data} onTake={(field, from) => setTake({ ...take, [field]: from })} />
      ) : (
        !trouble && <RowsOnTheWay rows={4} />
      )}
      <DialogFoot>
        <Button variant="default" onClick={() => onDone(false)}>
          {words.back}
        </Button>
        <Button loading={isBusy} disabled={!told.data || told.isPlaceholderData} onClick={() => void go()}>
          {words.verb}
        </Button>
      </DialogFoot>
    </div>
  )
}

function Found() {
  const [picked, setPicked] = useState<Group | null>(null)
  const [progress, setProgress] = useState({ done: 0, total: 1 })
  const found = useQuery({
    queryKey: ['twins'],
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    async queryFn({ signal }) {
      const steps = await client.contacts.duplicates(undefined, { signal })
      for (;;) {
        const step = await steps.next()
        if (step.done) return step.value
        setProgress(step.value)
      }
    },
  })
  if (found.error) return <Notice tone="bad">{wordsOf(found.error)}</Notice>
  if (!found.data) return <p role="status">{words.looking(progress.done, progress.total)}</p>
  if (picked)
    return (
      <Merge
        group={picked}
        onDone={(merged) => {
          setPicked(null)
          if (merged) void found.refetch()
        }}
      />
    )
  const { groups, more } = found.data
  if (groups.length === 0) return <p role="status">{words.none}</p>
  return (
    <div className="ct-form">
      <ul className="ct-twins">
        {groups.map((group) => (
          <li key={group.contacts.map(({ public_id }) => public_id).join()}>
            <div className="grow">
              <p className="fine faint">{words.reasons[group.reason]}</p>
              {group.contacts.map((each) => (
                <p key={each.public_id} className="clip">
                  {nameOf(each)}
                </p>
              ))}
            </div>
            <Button size="xs" variant="default" onClick={() => setPicked(group)}>
              {words.merge}
            </Button>
          </li>
        ))}
      </ul>
      {more && <p className="dim small">{words.more}</p>}
    </div>
  )
}

/** People who are likely in the list twice, to be merged. */
export const TwinsDialog = ({ opened, onClose }: { opened: boolean; onClose: () => void }) => (
  <Modal opened={opened} onClose={onClose} title={words.title} size={560}>
    {opened && <Found />}
  </Modal>
)
