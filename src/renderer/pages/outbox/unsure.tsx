import { ActionIcon, Button } from '@mantine/core'
import { IconCheck, IconChevronLeft, IconChevronRight, IconPlayerSkipForward, IconSend } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { senderName, senderText } from '../../../shared/domain/sandbox-sender.ts'
import { api, client } from '../../api/client.ts'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { say } from '../../parts/say.tsx'
import { State } from '../../parts/state.tsx'
import { laneOf, Who } from '../../parts/who.tsx'
import { date, day, second } from '../../words/format.ts'
import { outbox } from '../../words/outbox.ts'
import './unsure.css'

const words = outbox.unsure
export type Unsure = Awaited<ReturnType<typeof client.unsure.list>>[number]
type Decision = keyof Unsure['decisions']

const choices: readonly { decision: Decision; icon: typeof IconCheck }[] = [
  { decision: 'sent', icon: IconCheck },
  { decision: 'again', icon: IconSend },
  { decision: 'skip', icon: IconPlayerSkipForward },
]

const nameOf = ({ contact_name, contact }: Unsure) => contact_name ?? contact

/** Three equal buttons, each with what it leads to: none is recommended, because nobody knows. */
export function Decisions({ email }: { email: Unsure }) {
  const [busy, setBusy] = useState<Decision | null>(null)
  const [error, setError] = useState<string | null>(null)
  const decide = async (decision: Decision) => {
    setBusy(decision)
    setError(null)
    try {
      await client.unsure.settle({ public_id: email.public_id, decision })
      say({ title: words.done[decision], more: words.to(nameOf(email)) })
    } catch (thrown) {
      setError(wordsOf(thrown))
    } finally {
      setBusy(null)
    }
  }
  return (
    <div className="ob-u-acts">
      {choices.map(({ decision, icon: Icon }) => (
        <div key={decision}>
          <Button
            fullWidth
            variant="default"
            justify="flex-start"
            leftSection={<Icon size={16} stroke={1.7} aria-hidden />}
            aria-describedby={`${email.public_id}-${decision}`}
            loading={busy === decision}
            disabled={busy !== null && busy !== decision}
            onClick={() => void decide(decision)}
          >
            {words[decision]}
          </Button>
          <p className="fine dim" id={`${email.public_id}-${decision}`}>
            {email.decisions[decision]}
          </p>
        </div>
      ))}
      {error && <Notice tone="bad">{error}</Notice>}
    </div>
  )
}

function when(at: string, zone: string, now: number | null): string {
  const time = second(at, zone)
  return now !== null && date(at, zone) === date(now, zone) ? time : `${day(at, zone).split(' ')[0]} ${time}`
}

/** What is known, as lines of a story with their times. */
export function Evidence({ email, zone, now }: { email: Unsure; zone: string; now: number | null }) {
  return (
    <dl className="ob-evid">
      {email.timeline.map(({ at, text, words: own }) => (
        <div key={`${at} ${text}`}>
          <dt>{at === null ? '' : when(at, zone, now)}</dt>
          <dd>
            {text}{' '}
            {own !== null &&
              (own.startsWith('<') ? <code className="mono">{own}</code> : <q className="quote">{own}</q>)}
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** How it settles by itself: what that says so far, when it is looked for next, and by what. */
export function Settling({ email, zone, now }: { email: Unsure; zone: string; now: number | null }) {
  const { settling } = email
  if (!settling) return null
  const { next_at: next, searched, verdict } = settling
  return (
    <div className="ob-u-settling">
      <p>{verdict}</p>
      {next !== null && <p className="dim">{words.nextLook(when(next, zone, now))}</p>}
      {searched.length > 0 && <p className="fine dim">{words.searched(searched)}</p>}
    </div>
  )
}

interface CardsProps {
  zone: string
  now: number | null
  place: (account: string) => number
  onOpen: (id: string) => void
  /** Another email is open: this one keeps to its head until it is asked for. */
  isAside: boolean
}

/** The emails that nobody can be sure of, one at a time. */
export function UnsureCards({ zone, now, place, onOpen, isAside }: CardsProps) {
  const emails = useQuery(api.unsure.list.queryOptions()).data ?? []
  const [wanted, setWanted] = useState(0)
  const [wish, setWish] = useState<boolean | null>(null)
  const isFolded = wish ?? isAside
  const at = Math.min(wanted, emails.length - 1)
  const email = emails[at]
  if (!email) return null
  const step = (by: number) => setWanted((at + by + emails.length) % emails.length)
  return (
    <article className="ob-unsure" aria-label={words.card(nameOf(email))}>
      <div className="ob-u-head">
        <State is="unsure">{words.state}</State>
        <span className="grow clip">
          <button type="button" className="ob-u-who strong" onClick={() => onOpen(email.public_id)}>
            {nameOf(email)}
          </button>{' '}
          <span className="dim">
            {email.company && words.at(email.company)} · {words.email(email.title, email.step)}
          </span>
        </span>
        <span className="row small dim ob-u-from">
          <Who name={senderName(email.sender, email.sender_name)} lane={laneOf(place(email.account_id))} />
          {outbox.from(senderText(email.sender))}
        </span>
        {emails.length > 1 && (
          <span className="row small dim ob-u-turn">
            <ActionIcon aria-label={words.previous} onClick={() => step(-1)}>
              <IconChevronLeft size={16} stroke={1.7} />
            </ActionIcon>
            <span aria-live="polite">{words.place(at + 1, emails.length)}</span>
            <ActionIcon aria-label={words.next} onClick={() => step(1)}>
              <IconChevronRight size={16} stroke={1.7} />
            </ActionIcon>
          </span>
        )}
        <Button size="xs" variant="subtle" aria-expanded={!isFolded} onClick={() => setWish(!isFolded)}>
          {isFolded ? words.unfold : words.fold}
        </Button>
      </div>
      {!isFolded && (
        <div className="ob-u-body">
          <div>
            <h2>{email.headline}</h2>
            <p className="dim ob-u-more">{words.more}</p>
            <Evidence email={email} zone={zone} now={now} />
            <Settling email={email} zone={zone} now={now} />
          </div>
          <Decisions key={email.public_id} email={email} />
        </div>
      )}
    </article>
  )
}
