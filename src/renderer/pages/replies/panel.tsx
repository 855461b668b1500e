import { ActionIcon } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { senderText } from '../../../shared/domain/sandbox-sender.ts'
import { type IncomingWhy, nameOf, useIncoming, useSeen } from '../../api/incoming.ts'
import { RowsOnTheWay } from '../../parts/blank.tsx'
import { Evidence } from '../../parts/incoming/evidence.tsx'
import { Kind } from '../../parts/incoming/kind.tsx'
import { Failed } from '../../parts/notice.tsx'
import { SidePanel } from '../../parts/page.tsx'
import { laneOf, Who } from '../../parts/who.tsx'
import { moment, timeOf } from '../../words/format.ts'
import { replies } from '../../words/replies.ts'
import { Consequences } from './consequences.tsx'

const words = replies.panel

interface Given {
  message: IncomingWhy
  zone: string
  now: number | null
}

/** Who really wrote, where that is not whom we wrote to. */
const otherAddress = ({ contact, from, kind }: IncomingWhy): boolean =>
  contact !== null && (kind === 'reply' || kind === 'absence') && contact.toLowerCase() !== from.toLowerCase()

const Person = ({ id, address }: { id: string; address: string | null }) => (
  <dd className="clip" title={address ?? ''}>
    <Link to="/contacts/$id" params={{ id }}>
      {address}
    </Link>
  </dd>
)

/** From whom, and whom it is about where that is somebody else: a colleague answered, or a server. */
function From({ message }: { message: IncomingWhy }) {
  const { from, contact, contact_id: id } = message
  const isOne = contact?.toLowerCase() === from.toLowerCase()
  return (
    <>
      <dt>{words.from}</dt>
      {isOne && id ? (
        <Person id={id} address={from} />
      ) : (
        <dd>
          {from}
          {otherAddress(message) && <p className="faint">{words.otherAddress}</p>}
        </dd>
      )}
      {id && !isOne && (
        <>
          <dt>{words.contactWord}</dt>
          <Person id={id} address={contact} />
        </>
      )}
    </>
  )
}

function Facts({ message, zone, now, place }: Given & { place: (account: string | null) => number }) {
  const { at, account, account_id, sequence, sequence_id, send_id, step } = message
  return (
    <dl className="rp-facts">
      <dt>{words.came}</dt>
      <dd className="strong">{words.zone(moment(at, zone, now), timeOf(zone))}</dd>
      <From message={message} />
      <dt>{words.to}</dt>
      <dd className="row">
        {account === null ? (
          words.page
        ) : (
          <>
            <Who name={senderText(account)} lane={laneOf(place(account_id))} />
            <span className="clip" title={account}>
              {senderText(account)}
            </span>
          </>
        )}
      </dd>
      <dt>{words.about}</dt>
      <dd>
        {sequence_id && (
          <Link to="/sequences/$id" params={{ id: sequence_id }}>
            {sequence}
          </Link>
        )}
        {sequence_id && send_id && ', '}
        {send_id && (
          <Link to="/outbox" search={{ open: send_id }}>
            {words.theEmail(step)}
          </Link>
        )}
        {!sequence_id && !send_id && <span className="faint">{words.notFound}</span>}
      </dd>
    </dl>
  )
}

/** So many lines of a notice say what it is about; the rest is for whoever asks. */
const firstLines = 8
const beginningOf = (text: string): string => text.split('\n').slice(0, firstLines).join('\n').trim()

/** A text that its writer typed is shown as text, whatever it looks like. */
function Text({ message: { subject, text, body } }: { message: IncomingWhy }) {
  const [isWhole, setWhole] = useState(false)
  const all = body?.trim() || null
  const first = text?.trim() || (all && beginningOf(all))
  const shown = isWhole ? all : first
  return (
    <section className="rp-text" aria-labelledby="rp-subject">
      <h3 id="rp-subject">{subject || replies.noSubject}</h3>
      {shown ? <div className="said">{shown}</div> : <p className="dim small">{words.gone}</p>}
      {all && all !== first && (
        <button type="button" className="link small" onClick={() => setWhole(!isWhole)}>
          {isWhole ? words.less : words.whole}
        </button>
      )}
    </section>
  )
}

function Recipients({ message: { kind, recipients } }: { message: IncomingWhy }) {
  // a complaint names whom it speaks for, which its facts say already
  if (recipients.length === 0 || (kind !== 'bounce' && kind !== 'delay')) return null
  return (
    <section>
      <h3>{words.recipients}</h3>
      <ul className="rp-recipients">
        {recipients.map(({ address, status, code, hard }) => (
          <li key={address}>
            <span>{address}</span>
            <span className="faint">
              {[words.code(status, code), hard ? words.hard : words.soft].filter(Boolean).join(' · ')}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

interface PanelProps {
  id: string
  zone: string
  now: number | null
  place: (account: string | null) => number
  onClose: () => void
}

/** One message: its words, what followed with the way back, and why it counts as what it does. */
export function MessagePanel({ id, zone, now, place, onClose }: PanelProps) {
  const found = useIncoming(id)
  const message = found.data
  useSeen(message)
  return (
    <SidePanel label={words.label} onClose={onClose}>
      <header className="rp-head">
        <div className="grow">{message && <Kind of={message} now={now} />}</div>
        <ActionIcon aria-label={words.close} onClick={onClose}>
          <IconX size={17} stroke={1.7} />
        </ActionIcon>
      </header>
      {found.isPending && <RowsOnTheWay rows={6} height={32} />}
      {found.error && <Failed what={replies.failedOne} error={found.error} onAgain={() => found.refetch()} />}
      {message && (
        <div className="rp-message">
          <div>
            <h2>{nameOf(message)}</h2>
            <Facts {...{ message, zone, now, place }} />
          </div>
          <Text message={message} />
          <Consequences {...{ message, zone, now }} />
          <Recipients message={message} />
          <section>
            <h3>{words.why}</h3>
            <Evidence of={message.evidence} />
          </section>
        </div>
      )}
    </SidePanel>
  )
}
