import { Button, type ComboboxItem, Radio, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { api, type client } from '../../api/client.ts'
import { useNow } from '../../api/hooks.ts'
import { RowsOnTheWay } from '../../parts/blank.tsx'
import { Failed } from '../../parts/notice.tsx'
import { addToSequence as words } from '../../words/add-to-sequence.ts'
import { date, moment } from '../../words/format.ts'
import { begins } from './begins.ts'
import { Form, type Given } from './bulk-form.tsx'

type Sequence = Awaited<ReturnType<typeof client.sequences.list>>[number]
type Engagement = Awaited<ReturnType<typeof client.sequences.engagements>>[number]

/** So many engagements are offered to be joined, the newest; the report of a sequence offers all. */
const mostOffered = 4
/** No public id. */
const anew = '-'

/** Engagements that somebody can still be added to, the newest first. */
function useJoinable(sequence: Sequence | undefined, now: number | null): Engagement[] | undefined {
  const isUsed = sequence !== undefined && sequence.state !== 'draft'
  const found = useQuery(
    api.sequences.engagements.queryOptions({
      input: { public_id: sequence?.public_id ?? '' },
      enabled: isUsed,
    }),
  )
  if (sequence === undefined) return undefined
  if (!isUsed || found.error) return []
  return found.data
    ?.filter(({ joins, ends, zone }) => joins === null && !(ends.until && now !== null && ends.until < date(now, zone)))
    .slice(0, mostOffered)
}

function Choice({ sequence }: { sequence: Sequence | undefined }) {
  if (!sequence) return null
  return (
    <div className="ct-seq-option">
      <span className="clip">{sequence.name}</span>
      <span className="fine dim">{words.more(sequence.state, sequence.steps.length, sequence.enrolled)}</span>
    </div>
  )
}

/** With an engagement that there is, or by themselves. */
function How({
  joinable,
  value,
  onChange,
}: {
  joinable: readonly Engagement[]
  value: string
  onChange: (value: string) => void
}) {
  const now = useNow(60_000)
  return (
    <Radio.Group label={words.how} value={value} onChange={onChange}>
      <div className="ct-seq-how">
        {joinable.map(({ public_id, contacts: n, by, created_at, zone }) => (
          <Radio
            key={public_id}
            value={public_id}
            label={words.join(n, by, moment(created_at, zone, now))}
            description={words.joinMore}
          />
        ))}
        <Radio value={anew} label={words.anew} description={words.anewMore} />
      </div>
    </Radio.Group>
  )
}

/** Which sequence they go into; who, when and by whom is then looked at and engaged in its wizard. */
export function AddToSequence({ chosen, onClose }: Given) {
  const go = useNavigate()
  const now = useNow(60_000)
  const found = useQuery(api.sequences.list.queryOptions({ input: { show: 'current', sort: 'newest' } }))
  const [id, setId] = useState<string | null>(null)
  const [how, setHow] = useState<string | null>(null)
  const sequences = found.data ?? []
  const of = (value: string | null) => sequences.find(({ public_id }) => public_id === value)
  const joinable = useJoinable(of(id), now)
  // whoever adds to what is under way means it, mostly; what is over begins anew
  const usual = joinable?.find(({ under_way }) => under_way > 0)?.public_id ?? anew
  const picked = how ?? usual
  const start = () => {
    if (id === null) return
    const join = picked === anew ? undefined : picked
    onClose(true)
    void go({ to: '/schedule/$id', params: { id }, search: { ...begins(chosen), ...(join && { join }) } })
  }
  if (found.error) return <Failed what={words.which} error={found.error} onAgain={found.refetch} />
  if (!found.data) return <RowsOnTheWay rows={2} />
  if (sequences.length === 0)
    return (
      <div className="ct-form">
        <p>{words.none}</p>
        <Button component={Link} to="/sequences" variant="default">
          {words.write}
        </Button>
      </div>
    )
  return (
    <Form verb={words.verb} ready={joinable !== undefined} onCancel={() => onClose(false)} onYes={start}>
      <Select
        openOnFocus={false}
        data-autofocus
        label={words.which}
        placeholder={words.pick}
        nothingFoundMessage={words.nothing}
        data={sequences.map(({ public_id, name }) => ({ value: public_id, label: name }))}
        renderOption={({ option }: { option: ComboboxItem }) => <Choice sequence={of(option.value)} />}
        description={of(id) && words.more(of(id)?.state ?? 'draft', of(id)?.steps.length ?? 0, of(id)?.enrolled ?? 0)}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={id}
        onChange={(next) => {
          setId(next)
          setHow(null)
        }}
        searchable
        maxDropdownHeight={260}
      />
      {joinable && joinable.length > 0 && <How joinable={joinable} value={picked} onChange={setHow} />}
      <p className="small dim">{words.next}</p>
    </Form>
  )
}
