import { Button, Checkbox } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { api, type client } from '../../api/client.ts'
import { useNow, useZone } from '../../api/hooks.ts'
import { RowsOnTheWay } from '../../parts/blank.tsx'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { Page, PageHead } from '../../parts/page.tsx'
import { SixWords } from '../../parts/six-words.tsx'
import { admit as words } from '../../words/devices.ts'
import { moment } from '../../words/format.ts'
import { Paste } from './paste.tsx'
import './join.css'

type Found = Awaited<ReturnType<typeof client.invitations.review_answer>>

function Done({ name }: { name: string }) {
  return (
    <section className="jn-review" aria-label={words.title}>
      <div className="jn-block">
        <h2>{words.done(name)}</h2>
        <p className="dim">{words.next}</p>
      </div>
      <div className="jn-acts">
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
  onOther: () => void
  onDone: (name: string) => void
}

function Review({ text, found, onOther, onDone }: Given & { found: Found }) {
  const zone = useZone()
  const now = useNow(60_000)
  const [isSame, setSame] = useState(false)
  const admits = useMutation(api.invitations.admit.mutationOptions({ onSuccess: (device) => onDone(device.name) }))
  const { device, invitation, answered_at: at } = found
  return (
    <form
      className="jn-review"
      onSubmit={(event) => {
        event.preventDefault()
        admits.mutate({ text })
      }}
    >
      <div className="jn-block">
        <h2>{words.heading(device.name, invitation.seat.name)}</h2>
        <p className="dim">
          {words.at} {moment(at, zone, now)}
        </p>
      </div>
      <div className="jn-block">
        <h3>{words.wordsTitle}</h3>
        <SixWords words={device.words} label={words.wordsTitle} />
        <p className="dim">{words.wordsMore(invitation.seat.name)}</p>
        <Checkbox
          label={words.same(invitation.seat.name)}
          checked={isSame}
          onChange={({ currentTarget }) => setSame(currentTarget.checked)}
        />
      </div>
      {admits.error && <Notice tone="bad">{wordsOf(admits.error)}</Notice>}
      <div className="jn-acts">
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

function Looked(given: Given) {
  const { text, onOther } = given
  const found = useQuery(api.invitations.review_answer.queryOptions({ input: { text }, retry: false }))
  if (found.data) return <Review {...given} found={found.data} />
  if (found.isPending) return <RowsOnTheWay rows={4} height={48} />
  return (
    <div className="jn-review">
      <Notice tone="bad">{wordsOf(found.error)}</Notice>
      <div className="jn-acts">
        <Button variant="default" onClick={onOther}>
          {words.other}
        </Button>
      </div>
    </div>
  )
}

/** An admin admits the computer that answered an invitation. */
export function Admit() {
  const { text: brought } = useSearch({ from: '/frame/admit' })
  const navigate = useNavigate()
  const [typed, setTyped] = useState<string | null>(null)
  const [done, setDone] = useState<string | null>(null)
  const text = typed ?? brought ?? null
  const startOver = () => {
    setTyped(null)
    void navigate({ to: '/admit', search: {}, replace: true })
  }
  return (
    <Page measured>
      <PageHead title={words.title} lead={words.lead} />
      {done !== null && <Done name={done} />}
      {done === null &&
        (text === null ? (
          <Paste label={words.paste} onText={setTyped} />
        ) : (
          <Looked text={text} onOther={startOver} onDone={setDone} />
        ))}
    </Page>
  )
}
