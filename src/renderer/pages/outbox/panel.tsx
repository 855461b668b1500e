import { ActionIcon, Button, Tabs } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { senderName, senderText } from '../../../shared/domain/sandbox-sender.ts'
import { api } from '../../api/client.ts'
import { useSafety } from '../../api/hooks.ts'
import { RowsOnTheWay } from '../../parts/blank.tsx'
import { Letter } from '../../parts/letter/letter.tsx'
import { Failed, Notice } from '../../parts/notice.tsx'
import { SidePanel } from '../../parts/page.tsx'
import { ReasonChain } from '../../parts/reason-chain.tsx'
import { SendState } from '../../parts/send-state.tsx'
import { laneOf, Who } from '../../parts/who.tsx'
import { elsewhere, isUnheard } from '../../words/elsewhere.ts'
import { hour, moment, timeOf } from '../../words/format.ts'
import { hosts } from '../../words/hosts.ts'
import { outbox } from '../../words/outbox.ts'
import type { Acts } from './acts.tsx'
import { CameBack } from './came-back.tsx'
import { isDue, isPlanned, nameOf } from './columns.tsx'
import { Followed } from './followed.tsx'
import type { Moving } from './move.tsx'
import { OwnChip } from './own-chip.tsx'
import { RewriteDialog } from './rewrite.tsx'
import { Tries } from './tries.tsx'
import { Decisions, Evidence, Settling } from './unsure.tsx'
import type { Email } from './use-emails.ts'

const words = outbox.panel

interface Given {
  email: Email
  zone: string
  now: number | null
}

function When({ email, zone, now }: Given) {
  const { isHeld } = useSafety()
  const { shown_state: state, sent_at, at, slot } = email
  if (email.review !== null) return outbox.whenLooked
  if (state === 'held') return outbox.whenReleased
  if (state === 'waiting') return outbox.whenAble
  const time = words.zone(moment(sent_at ?? at, zone, now), timeOf(zone))
  if (isHeld && isPlanned(email) && isDue(at, now)) return outbox.whenAble
  // its name says that this was its time
  if (isUnheard(email, now)) return time
  if (email.computer !== null) return elsewhere.about(time)
  if (isHeld && isPlanned(email)) return elsewhere.about(time)
  return isPlanned(email) ? `${time} · ${words.slot(hour(slot, zone))}` : time
}

function Facts({ email, zone, now, place }: Given & { place: (account: string) => number }) {
  const { sent_at, shown_state: state } = email
  const leaves =
    sent_at !== null
      ? words.wasSent
      : ['withdrawn', 'refused', 'unsure'].includes(state) || isUnheard(email, now)
        ? words.was
        : words.leaves
  return (
    <dl className="ob-facts">
      <dt>{leaves}</dt>
      <dd className={state === 'withdrawn' ? 'was' : 'strong'}>
        <When {...{ email, zone, now }} />
      </dd>
      <dt>{words.to}</dt>
      <dd className="clip" title={email.contact}>
        {email.contact_id ? (
          <Link to="/contacts/$id" params={{ id: email.contact_id }}>
            {email.contact}
          </Link>
        ) : (
          email.contact
        )}
      </dd>
      <dt>{words.from}</dt>
      <dd className="row">
        <Who name={senderName(email.sender, email.sender_name)} lane={laneOf(place(email.account_id))} />
        <span className="clip" title={email.sender}>
          {senderText(email.sender)}
        </span>
      </dd>
      {email.engaged_by !== null && (
        <>
          <dt>{words.engagedBy}</dt>
          <dd>{email.engaged_by}</dd>
        </>
      )}
      {email.computer !== null && (
        <>
          <dt>{words.computer}</dt>
          <dd>{words.sentBy(email.computer)}</dd>
        </>
      )}
      {email.host !== null && (
        <>
          <dt>{hosts.email.host}</dt>
          <dd>{email.host}</dd>
        </>
      )}
      {email.kind === 'test' && (
        <>
          <dt>{words.kind}</dt>
          <dd>{words.isTest}</dd>
        </>
      )}
      {email.sequence_id && (
        <>
          <dt>{words.sequence}</dt>
          <dd>
            <Link to="/sequences/$id" params={{ id: email.sequence_id }}>
              {email.sequence}
            </Link>
            <span className="faint"> · {words.step(email.step, email.steps)}</span>
          </dd>
        </>
      )}
    </dl>
  )
}

interface ButtonsProps {
  email: Email
  acts: Acts
  onMove: (moving: Moving) => void
  onRewrite: (email: Email) => void
}

function Buttons({ email, acts, onMove, onRewrite }: ButtonsProps) {
  const chosen = { ids: [email.public_id] }
  const deeds: Partial<Record<Email['can'][number], { name: string; run: () => unknown }>> = {
    send_now: { name: outbox.acts.sendNow, run: () => acts.sendNow(email) },
    move: { name: outbox.acts.move, run: () => onMove({ ids: chosen.ids, slot: email.slot }) },
    rewrite: { name: outbox.acts.rewrite, run: () => onRewrite(email) },
    hold: { name: outbox.acts.hold, run: () => acts.hold(chosen) },
    release: { name: outbox.acts.release, run: () => acts.release(chosen) },
    restore: { name: outbox.acts.restore, run: () => acts.restore(email) },
    cancel: { name: outbox.acts.cancel, run: () => acts.cancel(chosen) },
  }
  return (
    <div className="ob-acts">
      {email.review !== null && (
        <Button
          size="xs"
          renderRoot={(props) => (
            <Link to="/mailboxes/$id" params={{ id: email.account_id }} search={{ look: true }} {...props} />
          )}
        >
          {outbox.acts.look}
        </Button>
      )}
      {email.can.map((deed) => {
        const known = deeds[deed]
        return (
          known && (
            <Button
              key={deed}
              size="xs"
              variant="default"
              data-danger={deed === 'cancel' || undefined}
              onClick={() => void known.run()}
            >
              {known.name}
            </Button>
          )
        )
      })}
    </div>
  )
}

function TheLetter({ email }: { email: Email }) {
  const letter = useQuery(api.sends.letter.queryOptions({ input: { public_id: email.public_id } }))
  if (letter.isPending) return <RowsOnTheWay rows={6} height={28} />
  if (letter.error) return <Failed what={words.letter} error={letter.error} onAgain={() => letter.refetch()} />
  const { from, trouble, subject, html, text, headers, attachments } = letter.data
  if (trouble !== null)
    return (
      <Notice tone="warn">
        {words.trouble} {trouble}
      </Notice>
    )
  const made = email.own === null ? from : 'own'
  const origin = from !== 'template' ? from : email.state === 'sent' ? 'sent' : made
  return (
    <>
      <h3 className="ob-subject">{subject || outbox.noSubject}</h3>
      <p className="fine faint ob-origin">{words.letterFrom[origin]}</p>
      <Letter
        key={email.public_id}
        subject={subject}
        html={html}
        text={text}
        headers={headers}
        attachments={attachments.map((file) => ({ ...file, type: words.attachment }))}
      />
    </>
  )
}

function Why({ email, zone, now }: Given) {
  const unsure = useQuery({ ...api.unsure.list.queryOptions(), enabled: email.state === 'unsure' }).data
  const doubt = unsure?.find(({ public_id }) => public_id === email.public_id)
  if (doubt)
    return (
      <div className="ob-doubt">
        <h3>{doubt.headline}</h3>
        <Evidence email={doubt} zone={zone} now={now} />
        <Settling email={doubt} zone={zone} now={now} />
        <Decisions email={doubt} />
      </div>
    )
  const told =
    email.shown_state === 'planned' && !email.reason && email.computer === null
      ? []
      : [{ text: elsewhere.told(email, zone, now) ?? email.why_short }]
  const chain = [...email.why.map((text) => ({ text })), ...told]
  if (chain.length === 0) return <p className="dim small">{words.noWhy}</p>
  return <ReasonChain why={chain} landed={email.state !== 'withdrawn' && email.state !== 'refused'} />
}

interface PanelProps {
  id: string
  zone: string
  now: number | null
  place: (account: string) => number
  acts: Acts
  onMove: (moving: Moving) => void
  onClose: () => void
}

/** One email: where it stands, the whole reason, the letter itself and every try to send it. */
export function EmailPanel({ id, zone, now, place, acts, onMove, onClose }: PanelProps) {
  const [tab, setTab] = useState<string | null>('why')
  const [writing, setWriting] = useState<Email | null>(null)
  const found = useQuery(api.sends.get.queryOptions({ input: { public_id: id } }))
  const email = found.data
  return (
    <SidePanel label={words.label} onClose={onClose}>
      <header className="ob-head">
        <div className="grow row">
          {email && <SendState email={email} now={now} />}
          {email?.own && <OwnChip own={email.own} zone={zone} now={now} />}
        </div>
        <ActionIcon aria-label={words.close} onClick={onClose}>
          <IconX size={17} stroke={1.7} />
        </ActionIcon>
      </header>
      {found.isPending && <RowsOnTheWay rows={6} height={32} />}
      {found.error && <Failed what={outbox.failedOne} error={found.error} onAgain={() => found.refetch()} />}
      {email && (
        <>
          <h2>{nameOf(email)}</h2>
          {email.company && <p className="dim">{email.company}</p>}
          <Facts {...{ email, zone, now, place }} />
          <CameBack {...{ email, zone, now }} />
          <Followed {...{ email, zone, now }} />
          <Buttons {...{ email, acts, onMove }} onRewrite={setWriting} />
          <RewriteDialog email={writing} onClose={() => setWriting(null)} />
          {acts.error && <Notice tone="bad">{acts.error}</Notice>}
          <Tabs value={tab} onChange={setTab} keepMounted={false} className="ob-tabs">
            <Tabs.List>
              <Tabs.Tab value="why">{words.why}</Tabs.Tab>
              <Tabs.Tab value="letter">{words.letter}</Tabs.Tab>
              <Tabs.Tab value="tries">{words.tries(email.tries)}</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="why">
              <Why {...{ email, zone, now }} />
            </Tabs.Panel>
            <Tabs.Panel value="letter">
              <TheLetter email={email} />
            </Tabs.Panel>
            <Tabs.Panel value="tries">
              <Tries id={id} zone={zone} now={now} />
            </Tabs.Panel>
          </Tabs>
        </>
      )}
    </SidePanel>
  )
}
