import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { sandboxName } from '../../../shared/domain/sandbox-sender.ts'
import { dayNumber, dayStart } from '../../../shared/domain/time.ts'
import { Meter } from '../../parts/meter.tsx'
import { State } from '../../parts/state.tsx'
import { laneOf, placeIn } from '../../parts/who.tsx'
import { count, day as dayOf } from '../../words/format.ts'
import { today } from '../../words/today.ts'
import type { Day } from './day.ts'

interface Given {
  day: Day
  now: number
}
type Box = Day['accounts'][number]

function Figure({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

/** The outbox with exactly what the figure counts. */
const sentToday = (zone: string, now: number) =>
  ({
    tab: 'sent',
    sandbox: false,
    from: new Date(dayStart(zone, dayNumber(now, zone))).toISOString(),
    to: new Date(dayStart(zone, dayNumber(now, zone) + 1)).toISOString(),
  }) as const

/** The figures, for whoever wants them beside the sentences. Sandbox mail never counts as sent. */
export function Figures({ day, now }: Given) {
  const words = today.figures
  const { sent, sandbox, left } = day.today
  return (
    <dl className="td-figures">
      <Figure name={words.sent}>
        <Link to="/outbox" search={sentToday(day.zone, now)}>
          {count(sent)}
        </Link>
      </Figure>
      {sandbox > 0 && (
        <Figure name={words.sandbox}>
          <Link to="/sandbox">{count(sandbox)}</Link>
        </Figure>
      )}
      <Figure name={words.left}>
        <Link to="/outbox" search={{ tab: 'today' }}>
          {count(left)}
        </Link>
      </Figure>
      <Figure name={words.tomorrow}>{count(day.tomorrow)}</Figure>
      {day.waiting > 0 && (
        <Figure name={words.waiting}>
          <Link to="/outbox" search={{ tab: 'waiting' }}>
            {count(day.waiting)}
          </Link>
        </Figure>
      )}
      <Figure name={words.planned}>{count(day.planned)}</Figure>
    </dl>
  )
}

function Trouble({ box }: { box: Box }) {
  const words = today.health
  if (box.state === 'error') return <State is="error">{words.error}</State>
  if (box.paused_for) return <State is="error">{words.paused}</State>
  if (box.paused) return <State is="paused">{words.paused}</State>
  if (box.state === 'pending') return <State is="pending">{words.pending}</State>
  if (box.state === 'inactive') return <State is="inactive">{words.inactive}</State>
  return null
}

function BoxRow({ box, place }: { box: Box; place: number }) {
  const words = today.health
  const name = box.sandbox ? sandboxName : box.address
  return (
    <li>
      <div className="td-box">
        <Link className="clip strong" title={box.address} to="/mailboxes/$id" params={{ id: box.public_id }}>
          {name}
        </Link>
        <Trouble box={box} />
      </div>
      {box.limit === null ? (
        <p className="small dim">{words.noLimit(box.used)}</p>
      ) : (
        <Meter label={words.unit(box.unit)} used={box.used} limit={box.limit} lane={laneOf(place)} />
      )}
    </li>
  )
}

/** How full each mailbox is today, on the same ruled line as everywhere. */
export function Health({ day }: Given) {
  const words = today.health
  if (day.accounts.length === 0) return null
  const inOrder = day.accounts
    .map((box) => ({ box, place: placeIn(day.accounts, box.public_id) }))
    .sort((a, b) => a.place - b.place)
  return (
    <section className="td-health" aria-labelledby="td-health">
      <div className="td-head">
        <h2 id="td-health">{words.title}</h2>
        <Link className="small" to="/mailboxes">
          {words.all}
        </Link>
      </div>
      <ul>
        {inOrder.map(({ box, place }) => (
          <BoxRow key={box.public_id} box={box} place={place} />
        ))}
      </ul>
    </section>
  )
}

export function Finished({ day, now }: Given) {
  const words = today.finished
  if (day.finished.length === 0) return null
  return (
    <section aria-labelledby="td-finished">
      <h2 id="td-finished">{words.title}</h2>
      <ul className="td-finished">
        {day.finished.map((sequence) => (
          <li key={sequence.public_id}>
            <Link to="/sequences/$id" params={{ id: sequence.public_id }}>
              {sequence.name}
            </Link>
            <span className="faint"> · {dayOf(sequence.at, day.zone, now)}</span>
            <p className="dim">{words.row(sequence.contacts, sequence.sent)}</p>
          </li>
        ))}
      </ul>
    </section>
  )
}
