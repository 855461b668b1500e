import { Button, Checkbox, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { api, type client } from '../../api/client.ts'
import { useNow, useZone } from '../../api/hooks.ts'
import { Failed, Notice, wordsOf } from '../../parts/notice.tsx'
import { Page, PageHead } from '../../parts/page.tsx'
import { Looked, Paste, type PasteProps, SignedFacts, useBrought } from '../../parts/signed.tsx'
import { SixWords } from '../../parts/six-words.tsx'
import { join as words } from '../../words/devices.ts'
import { moment, said } from '../../words/format.ts'
import { Answer } from './answer.tsx'
import { about } from './paste.ts'
import './join.css'

type Found = Awaited<ReturnType<typeof client.invitations.review>>

function Lines({ title, lines, none }: { title: string; lines: readonly string[]; none?: string }) {
  return (
    <div className="signed-block">
      <h3>{title}</h3>
      {lines.length > 0 && (
        <ul>
          {lines.map((line) => (
            <li key={line}>{said(line)}</li>
          ))}
        </ul>
      )}
      {lines.length === 0 && none && <p className="dim">{none}</p>}
    </div>
  )
}

function Facts({ found: { seat, inviter, expires_at: until } }: { found: Found }) {
  const zone = useZone()
  const now = useNow(60_000)
  return (
    <SignedFacts
      rows={[
        [words.as, words.asWhom(seat)],
        [words.from, `${inviter.name}, ${inviter.address}`],
        [words.until, moment(until, zone, now)],
      ]}
    />
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
      className="signed"
      onSubmit={(event) => {
        event.preventDefault()
        joins.mutate({ text, ...(name ? { name } : {}) })
      }}
    >
      <h2>{words.heading(workspace.name, inviter.name)}</h2>
      <Facts found={found} />
      <div className="signed-block">
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
      <div className="signed-acts">
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

function Invitation({ text, paste, onOther }: { text: string; paste: PasteProps; onOther: () => void }) {
  const found = useQuery(api.invitations.review.queryOptions({ input: { text }, retry: false }))
  return (
    <Looked found={found} text={text} paste={paste}>
      {(it) => <Review text={text} found={it} onOther={onOther} />}
    </Looked>
  )
}

/** This computer joins a team, with an invitation that was pasted or brought by a link. */
export function Join() {
  const { text: brought } = useSearch({ from: '/frame/join' })
  const navigate = useNavigate()
  const joining = useQuery(api.invitations.joining.queryOptions())
  const { text, take, startOver } = useBrought(brought, () => void navigate({ to: '/join', search: {}, replace: true }))
  const paste = { ...about(words.paste), onText: take }
  return (
    <Page measured>
      <PageHead back="seats" title={words.title} lead={joining.data ? undefined : words.lead} />
      {joining.error && <Failed what={words.failed} error={joining.error} onAgain={() => joining.refetch()} />}
      {joining.data && <Answer joined={joining.data} />}
      {joining.data === null && text === null && <Paste {...paste} />}
      {joining.data === null && text !== null && <Invitation text={text} paste={paste} onOther={startOver} />}
    </Page>
  )
}
