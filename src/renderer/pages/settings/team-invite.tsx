import { Button, Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, client } from '../../api/client.ts'
import { useNow, useZone } from '../../api/hooks.ts'
import { saveText } from '../../api/save-text.ts'
import { CopyText } from '../../parts/copy-text.tsx'
import { DialogFoot } from '../../parts/dialog.tsx'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { say, sayRefused } from '../../parts/say.tsx'
import { SixWords } from '../../parts/six-words.tsx'
import { State } from '../../parts/state.tsx'
import { invite as words } from '../../words/devices.ts'
import { moment } from '../../words/format.ts'
import { shell } from '../../words/shell.ts'

type Made = Awaited<ReturnType<typeof client.invitations.create>>
const lasts = [1, 7, 30].map((n) => ({ value: String(n), label: words.daysOf(n) }))

/** The new invitation, this once. */
function Shown({ made, onDone }: { made: Made; onDone: () => void }) {
  const save = () => saveText(made.file_name, made.file).catch((thrown) => sayRefused(words.file, thrown))
  return (
    <div className="st-setting-fields wide">
      <div>
        <h3>{words.made(made.invitation.seat.name)}</h3>
        <p className="dim">{words.once}</p>
      </div>
      <TextInput
        label={words.link}
        readOnly
        className="st-key-shown"
        value={made.link}
        onFocus={(event) => event.currentTarget.select()}
      />
      <div className="st-team-ways">
        <CopyText text={made.link} label={words.copyLink} />
        <CopyText text={made.email.body} label={words.copyEmail} />
        <Button variant="default" onClick={() => void save()}>
          {words.file}
        </Button>
      </div>
      <div className="st-team-told">
        <h3>{words.wordsTitle}</h3>
        <SixWords words={made.words} label={words.wordsTitle} />
        <p className="dim">{words.wordsMore}</p>
      </div>
      <DialogFoot>
        <Button onClick={onDone}>{words.done}</Button>
      </DialogFoot>
    </div>
  )
}

/** Lets one computer of a seat ask to join. The first one prepares the workspace for it. */
export function InviteForm({ seat, onDone }: { seat: string; onDone: () => void }) {
  const here = useQuery(api.devices.list.queryOptions()).data
  const [days, setDays] = useState('7')
  const [typed, setTyped] = useState<string | null>(null)
  const [made, setMade] = useState<Made | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [isBusy, setBusy] = useState(false)
  const isFirst = here?.standing === 'alone'
  const make = async () => {
    setBusy(true)
    setError(null)
    try {
      const name = (typed ?? here?.name ?? '').trim()
      if (isFirst) await client.devices.begin(name ? { name } : {})
      setMade(await client.invitations.create({ seat, days: Number(days) }))
    } catch (thrown) {
      setError(thrown)
    }
    setBusy(false)
  }
  if (made) return <Shown made={made} onDone={onDone} />
  return (
    <form
      className="st-setting-fields wide"
      onSubmit={(event) => {
        event.preventDefault()
        void make()
      }}
    >
      <p>{words.lead}</p>
      {isFirst && (
        <TextInput
          label={words.ownName}
          description={words.first}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          maxLength={100}
          value={typed ?? here.name}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        />
      )}
      <Select label={words.days} data={lasts} value={days} onChange={(value) => setDays(value ?? '7')} />
      {error !== null && <Notice tone="bad">{wordsOf(error)}</Notice>}
      <DialogFoot>
        <Button variant="default" onClick={onDone}>
          {shell.cancel}
        </Button>
        <Button type="submit" loading={isBusy} data-autofocus>
          {words.verb}
        </Button>
      </DialogFoot>
    </form>
  )
}

/** Invitations that are open, and the last that were. */
export function Invitations() {
  const rows = useQuery(api.invitations.list.queryOptions()).data?.slice(0, 20)
  const zone = useZone()
  const now = useNow(60_000)
  const withdraw = async ({ public_id, version }: Made['invitation']) => {
    try {
      await client.invitations.withdraw({ public_id, version })
      say({ title: words.withdrawn })
    } catch (thrown) {
      sayRefused(words.withdraw, thrown)
    }
  }
  if (!rows || rows.length === 0) return null
  return (
    <section aria-label={words.list}>
      <h3>{words.list}</h3>
      <ul className="st-team-invitations">
        {rows.map((row) => (
          <li key={row.public_id}>
            <span className="grow">
              {row.seat.name}{' '}
              <span className="small dim">
                {row.used_by ? words.by(row.used_by.name) : words.until(moment(row.expires_at, zone, now))}
              </span>
            </span>
            <State is={words.states[row.state]}>{words.stateWords[row.state]}</State>
            {row.state === 'open' ? (
              <Button
                size="xs"
                variant="default"
                aria-label={words.withdrawOf(row.seat.name)}
                onClick={() => void withdraw(row)}
              >
                {words.withdraw}
              </Button>
            ) : (
              <span />
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
