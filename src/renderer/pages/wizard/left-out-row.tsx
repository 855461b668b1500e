import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { client } from '../../api/client.ts'
import { askAnew } from '../../api/endless.ts'
import { useAsk } from '../../parts/dialog.tsx'
import { wordsOf } from '../../parts/notice.tsx'
import { say } from '../../parts/say.tsx'
import { wizard } from '../../words/wizard.ts'

const words = wizard.row

interface Row {
  public_id: string | null
  contact: string
  name: string | null
  message: string
  variable: string | null
  suppressed: string | null
}

interface Props {
  row: Row
  reason: string
  onLeave: (id: string) => void
}

/** One person who is left out, and what can be done about it without going anywhere. */
export function LeftOutRow({ row, reason, onLeave }: Props) {
  const { public_id: id, contact, name, message } = row
  return (
    <li>
      <span className="grow">
        <span className="a">
          {contact} {name && <span className="faint">· {name}</span>}
        </span>
        {!said.has(reason) && <span className="small dim block">{message}</span>}
      </span>
      {id !== null && reason === 'missing_variable' && row.variable && (
        <Fill id={id} label={words.fill(row.variable, contact)} placeholder={row.variable} part={row.variable} />
      )}
      {id !== null && reason === 'unknown_owner' && (
        <Fill id={id} label={words.owner(contact)} placeholder={words.ownerHint} part="owner" />
      )}
      {row.suppressed !== null && <Unsuppress value={row.suppressed} />}
      {id !== null && (
        <Link to="/contacts/$id" params={{ id }} className="small">
          {words.open}
        </Link>
      )}
      {id !== null && (
        <button type="button" className="link small" aria-label={words.leave(contact)} onClick={() => onLeave(id)}>
          {words.leaveShort}
        </button>
      )}
    </li>
  )
}

/** Reasons whose heading says all of it. */
const said = new Set(['missing_variable', 'been_in_this_sequence', 'active_here'])
/** Variables that are columns of a contact; all others are its own fields. */
const details = new Set(['first_name', 'last_name', 'company', 'owner'])

function Fill({ id, label, placeholder, part }: { id: string; label: string; placeholder: string; part: string }) {
  const [value, setValue] = useState('')
  const save = useMutation({
    mutationFn: () =>
      client.contacts.update({
        public_id: id,
        ...(details.has(part) ? { [part]: value } : { fields: { [part]: value } }),
      }),
    onSuccess: () => askAnew(({ queryKey }) => String(queryKey[0]).startsWith('schedule')),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (value.trim() !== '') save.mutate()
  }
  return (
    <form className="wiz-left-fill" onSubmit={submit}>
      <TextInput
        size="xs"
        w={150}
        aria-label={label}
        placeholder={placeholder}
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
        error={save.error && wordsOf(save.error)}
      />
      <Button type="submit" size="xs" variant="default" loading={save.isPending} disabled={value.trim() === ''}>
        {words.save}
      </Button>
    </form>
  )
}

/** Takes an entry off the suppression list, where somebody put it there by hand; others stay for good. */
function Unsuppress({ value }: { value: string }) {
  const ask = useAsk()
  const [error, setError] = useState<string | null>(null)
  const start = async () => {
    const { rows } = await client.suppressions.list({ search: value, limit: 20 })
    const entry = rows.find((each) => each.value === value)
    if (!entry?.removable) return setError(entry?.reason ?? words.gone)
    const done = await ask({
      title: words.unsuppressTitle(value),
      body: words.unsuppressBody,
      verb: words.unsuppressVerb,
      danger: true,
      run: () => client.suppressions.remove({ public_id: entry.public_id }),
    })
    if (done) say({ title: words.unsuppressed(value) })
  }
  if (error !== null) return <span className="small faint">{words.forGood(error)}</span>
  return (
    <button type="button" className="link small" onClick={() => void start()}>
      {words.unsuppress}
    </button>
  )
}
