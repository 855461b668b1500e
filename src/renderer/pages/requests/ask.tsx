import { Checkbox, Select, Textarea, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, client } from '../../api/client.ts'
import { DialogForm } from '../../parts/dialog-form.tsx'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { say } from '../../parts/say.tsx'
import { said } from '../../words/format.ts'
import { requests } from '../../words/requests.ts'

const words = requests.dialog
type Seat = Awaited<ReturnType<typeof client.seats.list>>[number]
type Checked = Awaited<ReturnType<typeof client.mailbox_requests.check>>

/** What stands against it, each rule with its own sentence; told while one types. */
function Findings({ checked }: { checked: Checked }) {
  const told = checked.findings.filter(({ remedy }) => remedy !== 'confirm')
  return (
    <div className="rq-findings" aria-live="polite">
      {checked.problem && <p className="small dim">{said(checked.problem)}</p>}
      {told.map(({ kind, remedy, message }) => (
        <Notice key={kind} tone={remedy === 'refused' ? 'bad' : 'warn'}>
          {said(message)}
        </Notice>
      ))}
      {!checked.problem && checked.findings.every(({ kind }) => kind === 'theirs') && (
        <p className="small dim">{words.fine}</p>
      )}
    </div>
  )
}

function For({ seats, seat, onSeat }: { seats: Seat[]; seat: string; onSeat: (seat: string) => void }) {
  return (
    <Select
      label={words.seat}
      data={seats.map(({ address, name }) => ({ value: address, label: `${name} · ${address}` }))}
      allowDeselect={false}
      value={seat}
      onChange={(value) => value && onSeat(value)}
    />
  )
}

function Address({ value, onChange }: { value: string; onChange: (typed: string) => void }) {
  return (
    <TextInput
      label={words.address}
      description={words.addressMore}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      data-autofocus
      inputMode="email"
      spellCheck={false}
      autoComplete="off"
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  )
}

function Unlike({
  question,
  name,
  yes,
  onYes,
}: {
  question: string
  name: string
  yes: boolean
  onYes: (yes: boolean) => void
}) {
  return (
    <Notice tone="warn">
      <p>{said(question)}</p>
      <Checkbox
        label={words.unlike(name)}
        checked={yes}
        onChange={({ currentTarget }) => onYes(currentTarget.checked)}
      />
    </Notice>
  )
}

function useCheck(address: string, seat: string) {
  const [asked] = useDebouncedValue(address.trim(), 300)
  return useQuery(
    api.mailbox_requests.check.queryOptions({
      input: { address: asked, seat },
      enabled: asked.length > 2,
      placeholderData: (before: Checked | undefined) => before,
    }),
  )
}

/** Asks for a mailbox for a seat; the rules are checked as one types. */
export function Ask({ seats, onDone }: { seats: Seat[]; onDone: () => void }) {
  const [seat, setSeat] = useState(seats[0]?.address ?? '')
  const [address, setAddress] = useState('')
  const [note, setNote] = useState('')
  const [theirs, setTheirs] = useState(false)
  const [unlike, setUnlike] = useState(false)
  const check = useCheck(address, seat)
  const found = check.data?.findings ?? []
  const strange = found.find(({ kind }) => kind === 'unlike')
  const isRefused = found.some(({ remedy }) => remedy === 'refused')
  const name = seats.find((each) => each.address === seat)?.name ?? seat
  const send = useMutation({
    mutationFn: () =>
      client.mailbox_requests.create({
        address,
        seat,
        ...(note.trim() ? { note } : {}),
        confirm_theirs: theirs,
        confirm_unlike: unlike,
      }),
    onSuccess: (made) => {
      say({ title: words.asked(made.address), more: requests.limits.asked })
      onDone()
    },
  })
  return (
    <DialogForm
      verb={words.verb}
      doing={send}
      isOff={!check.data?.address || isRefused || !theirs || (strange !== undefined && !unlike)}
      onSubmit={() => send.mutate()}
      onCancel={onDone}
    >
      <For
        seats={seats}
        seat={seat}
        onSeat={(next) => {
          setSeat(next)
          // said of one person, it says nothing of another
          setTheirs(false)
          setUnlike(false)
        }}
      />
      <Address
        value={address}
        onChange={(typed) => {
          setAddress(typed)
          setTheirs(false)
          setUnlike(false)
        }}
      />
      {check.error && <Notice tone="bad">{wordsOf(check.error)}</Notice>}
      {check.data && address.trim().length > 2 && <Findings checked={check.data} />}
      <Checkbox
        label={words.theirs(name)}
        checked={theirs}
        onChange={({ currentTarget }) => setTheirs(currentTarget.checked)}
      />
      {strange && <Unlike question={strange.message} name={name} yes={unlike} onYes={setUnlike} />}
      <Textarea label={words.note} autosize minRows={2} value={note} onChange={(e) => setNote(e.currentTarget.value)} />
    </DialogForm>
  )
}
