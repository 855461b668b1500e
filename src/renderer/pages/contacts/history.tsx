import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { senderText } from '../../../shared/domain/sandbox-sender.ts'
import { api, type client } from '../../api/client.ts'
import { type Incoming, useSomeIncoming } from '../../api/incoming.ts'
import { RowsOnTheWay } from '../../parts/blank.tsx'
import { Failed } from '../../parts/notice.tsx'
import { State, type StateName } from '../../parts/state.tsx'
import { contacts } from '../../words/contacts.ts'
import { elsewhere } from '../../words/elsewhere.ts'
import { moment } from '../../words/format.ts'
import { CameBack } from './came-back.tsx'

const words = contacts.event
type Event = Awaited<ReturnType<typeof client.contacts.history>>['rows'][number]

const enrolledAs: Record<string, StateName> = {
  pending: 'planned',
  active: 'active',
  paused: 'paused',
  finished: 'finished',
  stopped: 'stopped',
  unsubscribed: 'opt_out',
  bounced: 'bounce',
  failed: 'error',
  replied: 'reply',
}

const lasting: readonly string[] = ['pending', 'active', 'paused']

/** Of an enrollment: it has ended. */
const isOver = ({ kind, state }: Event): boolean => kind === 'engaged' && !lasting.includes(state ?? 'active')

function stateOf(event: Event) {
  if (event.kind === 'suppressed') return <State is="suppressed" />
  if (event.kind === 'engaged') {
    // at that time nothing had ended yet: how it ended stands below it
    const state = isOver(event) ? 'pending' : (event.state ?? 'active')
    return <State is={enrolledAs[state] ?? 'active'}>{words.states[state]}</State>
  }
  if (event.kind === 'email') return <State is={event.held ? 'held' : ((event.state ?? 'planned') as StateName)} />
  return null
}

/** A time that has gone by is no time: a pause, its mailbox or a limit holds that email back. Another computer's is told apart. */
const waits = ({ kind, state, held, at, computer, waits: isLeft }: Event, now: number | null): boolean =>
  kind === 'email' &&
  state === 'planned' &&
  computer === null &&
  !held &&
  (isLeft || (now !== null && Date.parse(at) < now - 60_000))

function titleOf(event: Event) {
  switch (event.kind) {
    case 'added':
      return words.added(event.title, event.by)
    case 'suppressed':
      return words.suppressed(event.title ?? '')
    case 'engaged':
      return words.engaged(event.sequence ?? '', event.sender ?? '')
    case 'email':
      return event.title ?? words.email(event.step ?? 1, event.sequence)
  }
}

/** The email's own line: which of which sequence, from whom. */
function under(event: Event) {
  if (event.kind !== 'email') return null
  const parts = [
    event.title === null ? null : words.email(event.step ?? 1, event.sequence),
    event.sender && senderText(event.sender),
    event.sandbox ? words.sandbox : null,
  ]
  return parts.filter(Boolean).join(' · ')
}

function Item({ event, zone, now }: { event: Event; zone: string; now: number | null }) {
  const { kind, public_id: id, reason, reply, why } = event
  const title = titleOf(event)
  const line = under(event)
  const isGone = kind === 'email' && event.state === 'withdrawn'
  const isLate = waits(event, now)
  const time = moment(event.at, zone, now)
  const told = elsewhere.told(event, zone, now)
  return (
    <li className={isGone ? 'old' : undefined}>
      <time dateTime={event.at}>
        {isLate ? words.whenAble : event.computer === null ? time : elsewhere.leaves(event, time, now)}
      </time>
      <div className="ct-state">
        {isLate ? <State is="waiting" /> : told ? <State is="planned">{elsewhere.unheard}</State> : stateOf(event)}
      </div>
      <div className="ct-what">
        {kind === 'email' && id ? (
          <Link to="/outbox" search={{ open: id }} className="strong">
            {title}
          </Link>
        ) : (
          <span className="strong">{title}</span>
        )}
        {line && <p className="faint">{line}</p>}
        {isOver(event) ? (
          <p className="dim">{words.over(event.state ?? '', reason)}</p>
        ) : (
          reason && <p className="dim">{reason}</p>
        )}
        {reply && reply !== reason && <p className="quote">{reply}</p>}
        {told && <p className="dim">{told}</p>}
        {event.held && <p className="dim">{words.held}</p>}
        {kind === 'email' && event.state === 'planned' && why.length > 0 && (
          <p className="faint">
            {words.why}: {why.join('; ')}
          </p>
        )}
      </div>
    </li>
  )
}

/** As many as the history has of each kind. */
const most = 500

/** What was, with what came back in its place between the emails; newest first. */
function Past({ events, came, zone, now }: { events: Event[]; came: Incoming[]; zone: string; now: number | null }) {
  const all = [
    ...events.map((event) => ({
      at: event.at,
      item: <Item key={`${event.kind}${event.public_id ?? event.title}`} {...{ event, zone, now }} />,
    })),
    ...came.map((message) => ({
      at: message.at,
      item: <CameBack key={message.public_id} {...{ message, zone, now }} />,
    })),
  ]
  return <ol>{all.sort((a, b) => Date.parse(b.at) - Date.parse(a.at)).map(({ item }) => item)}</ol>
}

/** Everything planned and done for one person, newest first, with the present between the two. */
export function History({ id, zone, now }: { id: string; zone: string; now: number | null }) {
  const history = useQuery(api.contacts.history.queryOptions({ input: { public_id: id } }))
  const came = useSomeIncoming({ contact: id }, most)
  if (history.error)
    return <Failed what={contacts.page.history} error={history.error} onAgain={() => history.refetch()} />
  if (!history.data || came.isPending) return <RowsOnTheWay rows={6} height={48} />
  const { rows, more } = history.data
  const isAhead = (event: Event) => event.kind === 'email' && event.state === 'planned'
  // what comes next stands nearest to the present
  // what comes is read forwards, what was is read backwards
  const ahead = rows.filter(isAhead).reverse()
  const past = rows.filter((event) => !isAhead(event))
  return (
    <section aria-label={contacts.page.historyLabel} className="ct-history">
      {ahead.length > 0 && (
        <>
          <h2>{contacts.page.ahead}</h2>
          <ol>
            {ahead.map((event) => (
              <Item key={`${event.kind}${event.public_id}`} {...{ event, zone, now }} />
            ))}
          </ol>
        </>
      )}
      <h2>{contacts.page.sofar}</h2>
      {came.error && <Failed what={words.cameBack} error={came.error} onAgain={() => came.refetch()} />}
      <Past events={past} came={came.data?.rows ?? []} {...{ zone, now }} />
      {more && <p className="dim small">{contacts.page.more}</p>}
    </section>
  )
}
