import { Button, Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, client } from '../../api/client.ts'
import { useNow, useWorkspace, useZone } from '../../api/hooks.ts'
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
      <div className="st-team-told">
        <h3>{words.next}</h3>
        <p className="dim">{words.nextMore(made.invitation.seat.name)}</p>
      </div>
      <DialogFoot>
        <Button onClick={onDone}>{words.done}</Button>
      </DialogFoot>
    </div>
  )
}

/** What a team is told of its first computer: asked once, with the first invitation. */
function useBeginning() {
  const here = useQuery(api.devices.list.queryOptions()).data
  const me = useQuery(api.seats.list.queryOptions()).data?.[0]
  const workspace = useWorkspace().data
  const mailbox = useQuery(api.accounts.list.queryOptions()).data?.find(
    ({ type, whose }) => type !== 'managed' && whose === 'own',
  )
  const [name, setName] = useState<string | null>(null)
  const [title, setTitle] = useState<string | null>(null)
  const [person, setPerson] = useState<string | null>(null)
  const [address, setAddress] = useState<string | null>(null)
  const shown = {
    name: name ?? here?.name ?? '',
    title: title ?? workspace?.name ?? '',
    person: person ?? me?.name ?? '',
    // one that was made up at the first start is nobody's: that of one's mailbox is proposed instead
    address: address ?? (me && !madeUp.test(me.address) ? me.address : (mailbox?.from_email ?? '')),
  }
  const begin = async () => {
    if (!me || !workspace || here?.standing !== 'alone') return
    const called = shown.title.trim()
    const { public_id, version } = me
    await client.seats.update({ public_id, version, name: shown.person, address: shown.address })
    if (called && called !== workspace.name) await client.workspace.update({ name: called })
    const own = shown.name.trim()
    await client.devices.begin(own ? { name: own } : {})
  }
  return { isFirst: here?.standing === 'alone', shown, setName, setTitle, setPerson, setAddress, begin }
}
const madeUp = /@localhost$/

function Beginning({ shown, setName, setTitle, setPerson, setAddress }: ReturnType<typeof useBeginning>) {
  return (
    <>
      <p className="dim">{words.begin}</p>
      <TextInput
        label={words.workspace}
        maxLength={120}
        required
        withAsterisk={false}
        value={shown.title}
        onChange={({ currentTarget }) => setTitle(currentTarget.value)}
      />
      <TextInput
        label={words.yourName}
        maxLength={120}
        required
        withAsterisk={false}
        value={shown.person}
        onChange={({ currentTarget }) => setPerson(currentTarget.value)}
      />
      <TextInput
        label={words.ownAddress}
        description={words.ownAddressMore}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        inputMode="email"
        spellCheck={false}
        maxLength={320}
        required
        withAsterisk={false}
        value={shown.address}
        onChange={({ currentTarget }) => setAddress(currentTarget.value)}
      />
      <TextInput
        label={words.ownName}
        maxLength={100}
        value={shown.name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
    </>
  )
}

/** Lets one computer of a seat ask to join. The first one prepares the workspace for it. */
export function InviteForm({ seat, onDone }: { seat: string; onDone: () => void }) {
  const beginning = useBeginning()
  const [days, setDays] = useState('7')
  const [made, setMade] = useState<Made | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [isBusy, setBusy] = useState(false)
  const make = async () => {
    setBusy(true)
    setError(null)
    try {
      await beginning.begin()
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
      {beginning.isFirst && <Beginning {...beginning} />}
      <Select label={words.days} data={lasts} value={days} onChange={(value) => setDays(value ?? '7')} />
      {error !== null && <Notice tone="bad">{wordsOf(error)}</Notice>}
      <DialogFoot>
        <Button variant="default" onClick={onDone}>
          {shell.cancel}
        </Button>
        <Button type="submit" loading={isBusy} data-autofocus={!beginning.isFirst || undefined}>
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
