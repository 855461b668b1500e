import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { type PointerEvent, useRef } from 'react'
import { senderName, senderText } from '../../../shared/domain/sandbox-sender.ts'
import { api, client } from '../../api/client.ts'
import { useEndless } from '../../api/endless.ts'
import { useNow } from '../../api/hooks.ts'
import { RowsOnTheWay } from '../../parts/blank.tsx'
import { Elsewhere } from '../../parts/elsewhere.tsx'
import { Failed, wordsOf } from '../../parts/notice.tsx'
import { ReasonChain } from '../../parts/reason-chain.tsx'
import { say } from '../../parts/say.tsx'
import { SendState } from '../../parts/send-state.tsx'
import { Who } from '../../parts/who.tsx'
import { calendar } from '../../words/calendar-page.ts'
import { elsewhere, isUnheard } from '../../words/elsewhere.ts'
import { nth, second } from '../../words/format.ts'
import { type Email, nameOf, type Thing } from './acts.ts'
import { useSight } from './use-sight.ts'

const words = calendar.panel

export interface LaneOf {
  name: string
  lane: number
}

interface EmailsProps {
  /** ms since the epoch */
  from: number
  to: number
  zone: string
  lanes: ReadonlyMap<string, LaneOf>
  by: 'sender' | 'sequence'
  open: string | undefined
  onOpen: (email: string | undefined) => void
  onMove: (thing: Thing) => void
  onGrab: (thing: Thing, event: PointerEvent) => void
}

/** Refused, it says why: the email may have left, or be another's to decide on. */
async function hold(email: Email): Promise<void> {
  const { public_id } = email
  const name = nameOf(email)
  try {
    await (email.held ? client.sends.release({ public_id }) : client.sends.hold({ public_id }))
  } catch (error) {
    say({ title: (email.held ? words.notReleased : words.notHeld)(name), more: wordsOf(error) })
    return
  }
  say({ title: (email.held ? words.released : words.held)(name) })
}

function Why({ email, zone, onMove }: { email: Email; zone: string; onMove: (thing: Thing) => void }) {
  const can = new Set(email.can)
  const now = useNow()
  const told = elsewhere.told(email, zone, now)
  return (
    <div className="cal-why">
      <div className="fine dim">
        {words.from(senderText(email.sender))}
        {email.computer !== null && `, ${elsewhere.sentFrom(email.computer)}`}
      </div>
      {email.hold && <p className="small">{email.why_short}.</p>}
      {told && <div className="fine dim">{told}</div>}
      {email.why.length > 0 && (
        <>
          <div className="fine dim">{words.why(second(email.at, zone))}</div>
          <ReasonChain why={email.why.map((text) => ({ text }))} />
        </>
      )}
      <div className="row cal-why-acts">
        <Button
          size="xs"
          variant="default"
          renderRoot={(props) => <Link to="/outbox" search={{ open: email.public_id }} {...props} />}
        >
          {words.open}
        </Button>
        {can.has('move') && (
          <Button size="xs" variant="default" onClick={() => onMove({ kind: 'email', email })}>
            {words.move}
          </Button>
        )}
        {(can.has('hold') || can.has('release')) && (
          <Button size="xs" variant="default" onClick={() => void hold(email)}>
            {email.held ? words.release : words.hold}
          </Button>
        )}
      </div>
    </div>
  )
}

function Row({ email, open, ...props }: EmailsProps & { email: Email }) {
  const isOpen = open === email.public_id
  const lane = props.lanes.get((props.by === 'sender' ? email.account_id : email.sequence_id) ?? '')
  const now = useNow()
  const plain = email.shown_state === 'planned' && !isUnheard(email, now)
  const from = senderText(email.sender)
  const who = senderName(email.sender, email.sender_name)
  return (
    <li className={isOpen ? 'open' : ''}>
      <button
        type="button"
        className="cal-mail"
        aria-expanded={isOpen}
        title={email.can.includes('move') ? words.drag : undefined}
        onClick={() => props.onOpen(isOpen ? undefined : email.public_id)}
        onPointerDown={(event) => email.can.includes('move') && props.onGrab({ kind: 'email', email }, event)}
      >
        <span className="tm">{second(email.sent_at ?? email.at, props.zone)}</span>
        <span title={words.from(from)}>
          <Who name={props.by === 'sender' ? who : (lane?.name ?? who)} lane={lane?.lane ?? 0} />
          <span className="unseen">{words.from(from)}</span>
        </span>
        <span className="grow clip">
          <span className="strong">{nameOf(email)}</span> <span className="faint">{email.company}</span>
        </span>
        {email.computer !== null && <Elsewhere computer={email.computer} />}
        {plain ? <span className="fine faint">{nth(email.step)}</span> : <SendState email={email} now={now} />}
      </button>
      {isOpen && <Why email={email} zone={props.zone} onMove={props.onMove} />}
    </li>
  )
}

/** Everything that leaves in a slot, in order of leaving. */
export function SlotEmails(props: EmailsProps) {
  const input = { from: new Date(props.from).toISOString(), to: new Date(props.to).toISOString(), limit: 100 }
  const list = useEndless(api.sends.list.key({ input }), (after, signal) =>
    client.sends.list({ ...input, ...(after === undefined ? {} : { after }) }, { signal }),
  )
  const ref = useRef<HTMLOListElement>(null)
  const { rows, table } = list
  useSight(ref, rows?.length ?? 0, table.onSight)
  if (list.error) return <Failed what={words.failed} error={list.error} onAgain={list.refetch} />
  if (!rows || list.isOther) return <RowsOnTheWay rows={8} height={34} />
  if (rows.length === 0) return <p className="dim">{words.none}</p>
  return (
    <ol className="cal-mails" ref={ref}>
      {rows.map((email) => (
        <Row key={email.public_id} {...props} email={email} />
      ))}
      {table.hasMore && (
        <li className="cal-mails-more">
          <Button variant="subtle" size="xs" loading={table.isLoadingMore} onClick={table.onMore}>
            {words.more}
          </Button>
        </li>
      )}
    </ol>
  )
}
