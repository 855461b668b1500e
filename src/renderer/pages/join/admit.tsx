import { Button, Checkbox } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { api, type client } from '../../api/client.ts'
import { useNow, useZone } from '../../api/hooks.ts'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { Page, PageHead } from '../../parts/page.tsx'
import { Looked, Paste, type PasteProps, useBrought } from '../../parts/signed.tsx'
import { SixWords } from '../../parts/six-words.tsx'
import { admit as words } from '../../words/devices.ts'
import { moment } from '../../words/format.ts'
import { about } from './paste.ts'

type Found = Awaited<ReturnType<typeof client.invitations.review_answer>>

function Done({ name }: { name: string }) {
  return (
    <section className="signed" aria-label={words.title}>
      <div className="signed-block">
        <h2>{words.done(name)}</h2>
        <p className="dim">{words.next}</p>
      </div>
      <div className="signed-acts">
        <Button component={Link} to="/settings/exchange">
          {words.exchange}
        </Button>
        <Button component={Link} to="/settings/seats" variant="default">
          {words.team}
        </Button>
      </div>
    </section>
  )
}

interface Given {
  text: string
  paste: PasteProps
  onOther: () => void
  onDone: (name: string) => void
}

function Review({ text, found, onOther, onDone }: Omit<Given, 'paste'> & { found: Found }) {
  const zone = useZone()
  const now = useNow(60_000)
  const [isSame, setSame] = useState(false)
  const admits = useMutation(api.invitations.admit.mutationOptions({ onSuccess: (device) => onDone(device.name) }))
  const { device, invitation, answered_at: at } = found
  return (
    <form
      className="signed"
      onSubmit={(event) => {
        event.preventDefault()
        admits.mutate({ text })
      }}
    >
      <div className="signed-block">
        <h2>{words.heading(device.name, invitation.seat.name)}</h2>
        <p className="dim">
          {words.at} {moment(at, zone, now)}
        </p>
      </div>
      <div className="signed-block">
        <h3>{words.wordsTitle(device.name)}</h3>
        <SixWords words={device.words} label={words.wordsTitle(device.name)} />
        <p className="dim">{words.wordsMore(invitation.seat.name)}</p>
        <Checkbox
          label={words.same(invitation.seat.name)}
          checked={isSame}
          onChange={({ currentTarget }) => setSame(currentTarget.checked)}
        />
      </div>
      {admits.error && <Notice tone="bad">{wordsOf(admits.error)}</Notice>}
      <div className="signed-acts">
        <Button type="submit" disabled={!isSame} loading={admits.isPending}>
          {words.verb(device.name)}
        </Button>
        <Button variant="default" onClick={onOther}>
          {words.other}
        </Button>
      </div>
    </form>
  )
}

function Answered(given: Given) {
  const { text, paste } = given
  const found = useQuery(api.invitations.review_answer.queryOptions({ input: { text }, retry: false }))
  return (
    <Looked found={found} text={text} paste={paste}>
      {(it) => <Review {...given} found={it} />}
    </Looked>
  )
}

/** An admin admits the computer that answered an invitation. */
export function Admit() {
  const { text: brought } = useSearch({ from: '/frame/admit' })
  const navigate = useNavigate()
  const [done, setDone] = useState<string | null>(null)
  const { text, take, startOver } = useBrought(
    brought,
    () => void navigate({ to: '/admit', search: {}, replace: true }),
  )
  const paste = { ...about(words.paste), onText: take }
  return (
    <Page measured>
      <PageHead back="seats" title={words.title} lead={words.lead} />
      {done !== null && <Done name={done} />}
      {done === null && text === null && <Paste {...paste} />}
      {done === null && text !== null && <Answered text={text} paste={paste} onOther={startOver} onDone={setDone} />}
    </Page>
  )
}
