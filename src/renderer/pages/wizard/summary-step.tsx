import { Button, Progress } from '@mantine/core'
import { useState } from 'react'
import { senderText } from '../../../shared/domain/sandbox-sender.ts'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { ends, type Planned, scoreOf } from '../../parts/plan/score-of.ts'
import { Strip } from '../../parts/score/strip.tsx'
import { engagementEnds as endWords } from '../../words/engagement-ends.ts'
import { plan as planWords } from '../../words/plan.ts'
import { review } from '../../words/review.ts'
import { wizard } from '../../words/wizard.ts'
import { whoOf, wishOf } from './draft.ts'
import type { Result } from './engaged.tsx'
import { Foot } from './frame.tsx'
import { Moved } from './moved.tsx'
import { Nobody } from './nobody.tsx'
import { SummaryProblems } from './problems.tsx'
import { paceOf } from './recap.tsx'
import { ReviewDialog } from './review.tsx'
import type { StepProps } from './step-props.ts'
import { type Running, useEngaging } from './use-engaging.ts'
import type { Previewed } from './use-preview.ts'
import './summary.css'

const words = wizard.summary

interface Props extends StepProps {
  preview: Previewed
  onEngaged: (result: Result) => void
}

interface Figures {
  emails: number
  finish: string | null
}
interface Change {
  shown: Figures
  now: Figures
}

/** A refusal that says the plan is another one by now, with both. */
function changeOf(error: unknown): Change | null {
  const { code, data } = (error ?? {}) as { code?: string; data?: Partial<Change> }
  return code === 'plan_changed' && data?.shown && data.now ? { shown: data.shown, now: data.now } : null
}

/** What will happen, before it does: who writes to how many, from when to when, and what else moves. */
export function SummaryStep(props: Props) {
  const { options, store, preview, onStep, onEngaged } = props
  const { planned } = preview
  const [changed, setChanged] = useState<Change | null>(null)
  /** Of a plan that is another one by now: not to be pressed twice. */
  const [over, setOver] = useState<string>()
  /** Why nobody was engaged, where the plan is still the one shown. */
  const [refused, setRefused] = useState<string | null>(null)
  const wishWith = (token: string | undefined) => ({
    ...wishOf(store.draft, options.sequence.public_id),
    ...(token && { token }),
  })
  const { running, engage, cancel } = useEngaging(wishWith, {
    done: onEngaged,
    refused(error, token) {
      const change = changeOf(error)
      setChanged(change)
      setRefused(change ? null : wordsOf(error))
      // the next press engages what is shown then
      if (!change) return
      setOver(token)
      void preview.again()
    },
    cancelled() {
      setRefused(words.cancelled)
      void preview.again()
    },
  })
  const press = () => {
    setChanged(null)
    setRefused(null)
    void engage(planned?.token)
  }
  const people = planned?.summary.contacts ?? 0
  // whoever's email would be empty is written to by hand there
  const reviewable = people + (planned?.calendar.groups.find(({ empty }) => empty)?.count ?? 0)
  const [reviewing, setReviewing] = useState(false)
  return (
    <>
      <section className="wiz-summary" aria-label={words.title} aria-busy={preview.behind}>
        {preview.error && <Notice tone="bad">{wordsOf(preview.error)}</Notice>}
        {changed && <Changed change={changed} zone={options.zone} />}
        {refused && <Notice tone={refused === words.cancelled ? 'info' : 'bad'}>{refused}</Notice>}
        {planned && <Told {...props} planned={planned} />}
      </section>
      <ReviewDialog
        whom={whoOf(store.draft, options.sequence.public_id)}
        opened={reviewing}
        onClose={() => setReviewing(false)}
      />
      <Foot
        onBack={running ? undefined : () => onStep('when')}
        says={running ? <Engaging n={people} running={running} onCancel={cancel} /> : undefined}
      >
        <Button variant="default" disabled={reviewable === 0 || running !== null} onClick={() => setReviewing(true)}>
          {review.open}
        </Button>
        <Button
          loading={running !== null}
          disabled={people === 0 || preview.behind || preview.error !== null || planned?.token === over}
          onClick={press}
        >
          {words.engage}
        </Button>
      </Foot>
    </>
  )
}

/** How far it is, and a way to break it off until the last row is written. */
function Engaging({ n, running, onCancel }: { n: number; running: Running; onCancel: () => void }) {
  const { share, cancelling } = running
  return (
    <span className="wiz-engaging">
      <span role="status">{cancelling ? words.cancelling : words.engaging(n)}</span>
      {share !== null && (
        <>
          <Progress value={share * 100} aria-label={words.engaging(n)} size={6} />
          <span className="num">{words.share(share)}</span>
        </>
      )}
      <Button size="xs" variant="default" disabled={cancelling} onClick={onCancel}>
        {words.cancel}
      </Button>
    </span>
  )
}

/** The difference as a proof shows it: what was, struck; what is now, in the accent. */
function Changed({ change: { shown, now }, zone }: { change: Change; zone: string }) {
  return (
    <Notice tone="warn">
      <b>{words.changed}</b> {words.changedMore}
      <br />
      {shown.finish !== now.finish && shown.finish && (
        <>
          {words.lastWas}: <span className="was">{words.at(shown.finish, zone)}</span>{' '}
          <b className="now-b">{now.finish ? words.at(now.finish, zone) : words.nobody}</b>.{' '}
        </>
      )}
      {shown.emails !== now.emails && (
        <>
          {words.emailsWas}: <span className="was">{wizard.count(shown.emails)}</span>{' '}
          <b className="now-b">{wizard.count(now.emails)}</b>.
        </>
      )}
    </Notice>
  )
}

function Told({ planned, options, store, onStep }: Props & { planned: Planned }) {
  const { zone, summary, calendar } = planned
  const found = ends(planned)
  const said = endWords.said(planned.ends ?? store.draft.ends)
  const left = calendar.groups.reduce((sum, { count }) => sum + count, 0)
  if (!found)
    return <Nobody sequence={options.sequence.public_id} groups={calendar.groups} onWhy={() => onStep('contacts')} />
  return (
    <>
      <h2 className="hero">
        <em>{options.sequence.name}</em> {words.to(summary.contacts)}
      </h2>
      <dl className="facts">
        <dt>{words.start}</dt>
        <dd>{words.at(found.first, zone)}</dd>
        <dt>{words.finish}</dt>
        <dd>{words.at(found.last, zone)}</dd>
        <dt>{words.zoneLabel}</dt>
        <dd>{planWords.zone(zone, found.first)}</dd>
        <dt>{words.pace}</dt>
        <dd>{paceOf(store.draft)}</dd>
        <dt>{endWords.title}</dt>
        <dd>
          {said === '' ? endWords.none : endWords.also(said)}
          {planned.cut && planned.cut.emails > 0 && (
            <>. {endWords.cut(planned.cut.emails, planned.cut.contacts, planned.cut.none)}</>
          )}
        </dd>
        <dt>{words.left}</dt>
        <dd>
          {left === 0 ? words.nobodyLeft : wizard.leftOut(left, left + summary.contacts)}{' '}
          {left > 0 && (
            <button type="button" className="link" onClick={() => onStep('contacts')}>
              {wizard.seeWhy}
            </button>
          )}
        </dd>
      </dl>
      <SummaryProblems sequence={options.sequence} planned={planned} />
      <Senders planned={planned} />
      <Warnings planned={planned} paused={options.sequence.paused} />
      <SmallPlan planned={planned} />
    </>
  )
}

function Senders({ planned }: { planned: Planned }) {
  const senders = planned.calendar.senders.filter(({ contacts }) => contacts > 0)
  return (
    <table className="per">
      <caption className="unseen">{words.per}</caption>
      <thead>
        <tr>
          <th>{words.sender}</th>
          <th className="num">{words.people}</th>
          <th className="num">{words.count}</th>
        </tr>
      </thead>
      <tbody>
        {senders.map(({ account, address, seat, contacts, emails }) => (
          <tr key={account}>
            <td>
              {senderText(address)} {seat && seat !== address && <span className="faint">· {seat}</span>}
            </td>
            <td className="num">{wizard.count(contacts)}</td>
            <td className="num">{wizard.count(emails)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Warnings({ planned, paused }: { planned: Planned; paused: boolean }) {
  const sending = planned.calendar.senders.filter(({ contacts }) => contacts > 0)
  const sandbox = sending.filter((s) => s.sandbox)
  return (
    <div className="warnings">
      {sandbox.length > 0 && (
        <Notice tone="info">
          {sandbox.length === sending.length
            ? words.sandboxAll
            : words.sandboxSome(sandbox.map((s) => senderText(s.address)))}
        </Notice>
      )}
      {paused && <Notice tone="warn">{words.paused}</Notice>}
      {planned.calendar.moved.count > 0 && <Moved {...planned.calendar.moved} zone={planned.zone} />}
    </div>
  )
}

/** The whole plan in one line of strokes. */
function SmallPlan({ planned }: { planned: Planned }) {
  const score = scoreOf(planned)
  return <Strip alone plan={score} shown={planned.slots.find(({ emails }) => emails > 0)?.start.slice(0, 10) ?? ''} />
}
