import { Button, Checkbox, CopyButton, Select, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { boundless, roleScopes, type Scope } from '../../../shared/domain/access.ts'
import { api } from '../../api/client.ts'
import { DialogFoot } from '../../parts/dialog.tsx'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { settings } from '../../words/settings.ts'
import { shell } from '../../words/shell.ts'
import { bindingOf, type Reach, ReachField } from './key-reach.tsx'

const words = settings.keys
const lives = [7, 30, 90, 365].map((n) => ({ value: String(n), label: words.daysOf(n) }))

/** The new key, this once. */
function Shown({ value, onDone }: { value: string; onDone: () => void }) {
  return (
    <div className="st-setting-fields">
      <div>
        <h3>{words.onceTitle}</h3>
        <p className="dim">{words.once}</p>
      </div>
      <TextInput
        label={words.label}
        readOnly
        className="st-key-shown"
        value={value}
        onFocus={(event) => event.currentTarget.select()}
      />
      <DialogFoot>
        <Button variant="default" onClick={onDone}>
          {words.done}
        </Button>
        <CopyButton value={value} timeout={3000}>
          {({ copied, copy }) => (
            <Button onClick={copy} data-autofocus>
              <span aria-live="polite">{copied ? words.copied : words.copy}</span>
            </Button>
          )}
        </CopyButton>
      </DialogFoot>
    </div>
  )
}

/** Makes a key: for what, whose, what it may, how long. */
export function KeyForm({ onDone }: { onDone: () => void }) {
  const seats = useQuery(api.seats.list.queryOptions()).data?.filter(({ state }) => state === 'active') ?? []
  const [name, setName] = useState('')
  const [address, setAddress] = useState<string | null>(null)
  const [scopes, setScopes] = useState<string[]>(['read'])
  const [days, setDays] = useState('90')
  const [reach, setReach] = useState<Reach>(null)
  const create = useMutation(api.keys.create.mutationOptions())
  const seat = seats.find((each) => each.address === address) ?? seats[0]
  const held: readonly Scope[] = seat ? roleScopes[seat.role] : ['read']
  const allowed = reach === null ? held : held.filter((scope) => !boundless.includes(scope))
  const chosen = allowed.filter((scope) => scopes.includes(scope))
  if (create.data) return <Shown value={create.data.key} onDone={onDone} />
  return (
    <form
      className="st-setting-fields"
      onSubmit={(event) => {
        event.preventDefault()
        create.mutate({
          name,
          scopes: chosen,
          days: Number(days),
          ...(seat ? { seat: seat.address } : {}),
          ...bindingOf(reach),
        })
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
      {seats.length > 1 && (
        <Select
          label={words.seat}
          data={seats.map((each) => ({ value: each.address, label: `${each.name}, ${each.address}` }))}
          allowDeselect={false}
          value={seat?.address ?? null}
          onChange={setAddress}
        />
      )}
      <ReachField reach={reach} onChange={setReach} />
      <Checkbox.Group label={words.scopes} value={scopes} onChange={setScopes}>
        <div className="st-setting-choices">
          {allowed.map((scope) => (
            <Checkbox key={scope} value={scope} label={(reach === null ? words.scope : words.boundScope)[scope]} />
          ))}
        </div>
      </Checkbox.Group>
      <Select
        label={words.days}
        data={lives}
        allowDeselect={false}
        value={days}
        onChange={(value) => value && setDays(value)}
      />
      {create.error && <Notice tone="bad">{wordsOf(create.error)}</Notice>}
      <DialogFoot>
        <Button variant="default" onClick={onDone}>
          {shell.cancel}
        </Button>
        <Button type="submit" loading={create.isPending} disabled={chosen.length === 0 || reach?.length === 0}>
          {words.createVerb}
        </Button>
      </DialogFoot>
    </form>
  )
}
