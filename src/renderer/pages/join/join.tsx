import { Button, Checkbox, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { api, type client } from '../../api/client.ts'
import { useNow, useZone } from '../../api/hooks.ts'
import { RowsOnTheWay } from '../../parts/blank.tsx'
import { Failed, Notice, wordsOf } from '../../parts/notice.tsx'
import { Page, PageHead } from '../../parts/page.tsx'
import { SixWords } from '../../parts/six-words.tsx'
import { join as words } from '../../words/devices.ts'
import { moment } from '../../words/format.ts'
import { Answer } from './answer.tsx'
import { Paste } from './paste.tsx'
import './join.css'

type Found = Awaited<ReturnType<typeof client.invitations.review>>

function Lines({ title, lines, none }: { title: string; lines: readonly string[]; none?: string }) {
  return (
    <div className="jn-block">
      <h3>{title}</h3>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {lines.length === 0 && none && <p className="dim">{none}</p>}
    </div>
  )
}

function Facts({ found: { seat, inviter, expires_at: until } }: { found: Found }) {
  const zone = useZone()
  const now = useNow(60_000)
  return (
    <dl className="jn-facts">
      <dt>{words.as}</dt>
      <dd>
        {seat.name}, {seat.address} ({words.roles[seat.role]})
      </dd>
      <dt>{words.from}</dt>
      <dd>
        {inviter.name}, {inviter.address}
      </dd>
      <dt>{words.until}</dt>
      <dd>{moment(until, zone, now)}</dd>
    </dl>
  )
}

/** What an invitation says. Nothing happens before a person has compared the words. */
function Review({ text, found, onOther }: { text: string; found: Found; onOther: () => void }) {
  const usual = useQuery(api.devices.list.queryOptions()).data?.name ?? ''
  const [typed, setTyped] = useState<string | null>(null)
  const [isSame, setSame] = useState(false)
  const known = useQueryClient()
  // the answer is shown at once, whatever else is asked anew meanwhile
  const joins = useMutation(
    api.invitations.join.mutationOptions({
      onSuccess: (joined) => known.setQueryData(api.invitations.joining.queryKey(), joined),
    }),
  )
  const { inviter, workspace } = found
  const name = (typed ?? usual).trim()
  return (
    <form
      className="jn-review"
      onSubmit={(event) => {
        event.preventDefault()
        joins.mutate({ text, ...(name ? { name } : {}) })
      }}
    >
      <h2>{words.heading(workspace.name, inviter.name)}</h2>
      <Facts found={found} />
      <div className="jn-block">
        <h3>{words.wordsTitle(inviter.device)}</h3>
        <SixWords words={inviter.words} label={words.wordsTitle(inviter.device)} />
        <p className="dim">{words.wordsMore(inviter.name)}</p>
        <Checkbox
          label={words.same(inviter.name)}
          checked={isSame}
          onChange={({ currentTarget }) => setSame(currentTarget.checked)}
        />
      </div>
      <Lines title={words.along} lines={found.comes_along} none={words.alongNone} />
      <Lines title={words.changes} lines={found.changes} />
      <TextInput
        className="jn-name"
        label={words.name}
        maxLength={100}
        value={typed ?? usual}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      {joins.error && <Notice tone="bad">{wordsOf(joins.error)}</Notice>}
      <div className="jn-acts">
        <Button type="submit" disabled={!isSame} loading={joins.isPending}>
          {words.verb(workspace.name)}
        </Button>
        <Button variant="default" onClick={onOther}>
          {words.other}
        </Button>
      </div>
    </form>
  )
}

function Looked({ text, onOther }: { text: string; onOther: () => void }) {
  const found = useQuery(api.invitations.review.queryOptions({ input: { text }, retry: false }))
  if (found.data) return <Review text={text} found={found.data} onOther={onOther} />
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

/** This computer joins a team, with an invitation that was pasted or brought by a link. */
export function Join() {
  const { text: brought } = useSearch({ from: '/frame/join' })
  const navigate = useNavigate()
  const joining = useQuery(api.invitations.joining.queryOptions())
  const [typed, setTyped] = useState<string | null>(null)
  const text = typed ?? brought ?? null
  const startOver = () => {
    setTyped(null)
    void navigate({ to: '/join', search: {}, replace: true })
  }
  return (
    <Page measured>
      <PageHead title={words.title} lead={words.lead} />
      {joining.error && <Failed what={words.failed} error={joining.error} onAgain={() => joining.refetch()} />}
      {joining.data && <Answer joined={joining.data} />}
      {joining.data === null &&
        (text === null ? <Paste label={words.paste} onText={setTyped} /> : <Looked text={text} onOther={startOver} />)}
    </Page>
  )
}
