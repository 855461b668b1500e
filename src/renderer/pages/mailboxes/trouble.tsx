import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { domainAwaited } from '../../../shared/domain/branded.ts'
import { Notice } from '../../parts/notice.tsx'
import { branded } from '../../words/branded.ts'
import { connect } from '../../words/connect.ts'
import { moment } from '../../words/format.ts'
import { health } from '../../words/health.ts'
import { mailboxes } from '../../words/mailboxes.ts'
import type { Box } from './accounts.ts'

const words = mailboxes.trouble

interface Doing {
  zone: string
  now: number | null
  /** Its secret is given again: the password, or a sign-in. */
  onPassword: () => void
  onActivate: () => void
  /** It sends again, after a pause. */
  onResume: () => void
  isBusy: boolean
}

/** In the row of a mailbox that can't send: what, when, the server's words, what waits, one action. */
function Broken({ box: { account, usage }, zone, now, onPassword, onActivate, isBusy }: { box: Box } & Doing) {
  const trouble = usage?.trouble
  const since = trouble?.since ? moment(trouble.since, zone, now) : null
  const asksPassword = trouble?.kind === 'credentials'
  const signedIn = account.signed_in && connect.names[account.signed_in.provider]
  const ask = signedIn ? connect.again : mailboxes.acts.password
  return (
    <Notice
      tone="bad"
      action={
        <Button size="xs" loading={isBusy} onClick={asksPassword ? onPassword : onActivate}>
          {asksPassword ? ask : mailboxes.acts.again}
        </Button>
      }
    >
      <b>
        {asksPassword && signedIn
          ? connect.row.out(signedIn, since)
          : trouble
            ? words[trouble.kind](since)
            : words.unknown}
      </b>{' '}
      {account.status_reason && (
        <>
          {words.words} <span className="quote">{account.status_reason}</span>
        </>
      )}
      <div className="dim">
        {words.waits(usage?.waiting ?? 0)} {account.resume_at && words.back(moment(account.resume_at, zone, now))}
      </div>
    </Notice>
  )
}

type Stopped = NonNullable<NonNullable<Box['usage']>['paused_for']>

/** Too much came back, so Cadenza stopped it: the figures, what waits, a look at what came back, and the way on. */
function StoppedByCadenza({
  box: { account, usage },
  why,
  zone,
  now,
  onResume,
}: { box: Box; why: Stopped; onResume: () => void } & Pick<Doing, 'zone' | 'now'>) {
  const { stopped } = health
  return (
    <Notice
      tone="bad"
      action={
        <Button size="xs" variant="default" onClick={onResume}>
          {stopped.resume}
        </Button>
      }
    >
      <b>{stopped.title(why.domain, moment(why.at, zone, now))}</b> {stopped.figures(why.words)}
      <div className="dim">
        {stopped.waits(usage?.waiting ?? 0)} {stopped.out[why.measure]}{' '}
        <Link to="/replies" search={{ account: account.public_id, kind: why.measure }}>
          {stopped.look[why.measure]}
        </Link>
      </div>
    </Notice>
  )
}

/** What a mailbox needs from a person, inside its row; nothing where it needs nothing. */
export function Trouble({ box, ...doing }: { box: Box } & Doing) {
  const { account, usage } = box
  const waiting = usage?.waiting ?? 0
  const noPassword = account.username !== null && !account.has_smtp_password && !account.signed_in
  if (account.status === 'error') return <Broken box={box} {...doing} />
  if (account.status === 'pending' && !noPassword && domainAwaited(account.status_reason) !== null)
    return (
      <Notice
        tone="info"
        action={
          <Button size="xs" component={Link} to="/domains">
            {branded.open}
          </Button>
        }
      >
        <b>{account.status_reason}</b> {words.waits(waiting)}
      </Notice>
    )
  if (account.status === 'pending')
    return (
      <Notice
        tone="info"
        action={
          <Button size="xs" loading={doing.isBusy} onClick={noPassword ? doing.onPassword : doing.onActivate}>
            {noPassword ? mailboxes.acts.password : mailboxes.acts.activate}
          </Button>
        }
      >
        <b>{noPassword ? mailboxes.pending.password : mailboxes.pending.ready}</b> {words.waits(waiting)}
      </Notice>
    )
  if (account.status === 'inactive') return <p className="small dim">{mailboxes.inactive(waiting)}</p>
  const why = usage?.paused_for
  if (account.paused && why) return <StoppedByCadenza {...{ box, why, ...doing }} />
  return account.paused ? <p className="small dim">{mailboxes.paused(waiting)}</p> : null
}
