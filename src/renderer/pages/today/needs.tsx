import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { api } from '../../api/client.ts'
import { useStatus } from '../../api/hooks.ts'
import { type IdleGroup, useIdleGroups } from '../../api/idle-groups.ts'
import { ToMailbox } from '../../parts/to-mailbox.tsx'
import { moment } from '../../words/format.ts'
import { health } from '../../words/health.ts'
import { hosts } from '../../words/hosts.ts'
import { today } from '../../words/today.ts'
import { Asked, useAsked } from './asked.tsx'
import type { Day } from './day.ts'
import { Awaited, Moves, OutOfTeam, Stranded, useAwaited, useIsOut, useMoves, useStranded } from './homes.tsx'
import { useIsKnown } from './known.ts'
import { Need, ToSettings } from './need.tsx'
import { OwnCopy, Taken, useNews } from './news.tsx'
import { Orphans, useOrphans } from './orphans.tsx'
import { countOf, Permissions, usePermissions } from './permissions.tsx'

const words = today.needs

function Doubts({ day }: { day: Day }) {
  const { emails, count } = day.unsure
  return (
    <>
      {emails.slice(0, 3).map((email) => (
        <Need
          key={email.public_id}
          tone="warn"
          action={
            <Button
              size="xs"
              variant="default"
              renderRoot={(props) => (
                <Link to="/outbox" search={{ tab: 'needs_you', open: email.public_id }} {...props} />
              )}
            >
              {words.decide}
            </Button>
          }
        >
          <b>{words.unsure}</b>
          <p className="dim">{words.email(email.title, email.contact_name ?? email.contact)}</p>
        </Need>
      ))}
      {count > 3 && (
        <li className="small td-more">
          <Link to="/outbox" search={{ tab: 'needs_you' }}>
            {words.more(count - 3)}
          </Link>
        </li>
      )}
    </>
  )
}

/** Requests that wait for whoever looks: for mailboxes, and for more room. */
function useToDecide(): number {
  const mailboxes = useQuery(api.mailbox_requests.list.queryOptions({ input: { open: true } })).data?.rows ?? []
  const room = useQuery(api.limit_requests.list.queryOptions()).data ?? []
  return (
    mailboxes.filter(({ state, may_decide }) => may_decide && state === 'requested').length +
    room.filter(({ may_decide }) => may_decide).length
  )
}

/** Delivery groups in which nobody sends: what was engaged by them waits. */
function Idle({ groups }: { groups: readonly IdleGroup[] }) {
  return (
    <>
      {groups.map((group) => (
        <Need
          key={group.id}
          tone="bad"
          action={
            <Button size="xs" variant="default" component={Link} to="/mailboxes/groups">
              {words.openGroup}
            </Button>
          }
        >
          <b>{group.words}</b>
          <p className="dim">{words.waits(group.waiting)}</p>
        </Need>
      ))}
    </>
  )
}

/** Mailboxes that can't send, in their servers' words. */
function Out({ day, now }: { day: Day; now: number }) {
  return (
    <>
      {day.accounts_out.map((account) => (
        <Need key={account.public_id} tone="bad" action={<ToMailbox id={account.public_id}>{words.open}</ToMailbox>}>
          <b>{words.cantSend(account.address)}</b>{' '}
          {account.state_reason && <q className="quote">{account.state_reason}</q>}
          <p className="dim">
            {words.waits(account.waiting)} {account.resume_at && words.back(moment(account.resume_at, day.zone, now))}
          </p>
        </Need>
      ))}
    </>
  )
}

/** Sender hosts can't be reached, in the database's own words. */
function Hosts({ trouble }: { trouble: string | null }) {
  if (trouble === null) return null
  return (
    <Need tone="bad" action={<ToSettings section="sender-hosts">{hosts.today.open}</ToSettings>}>
      <b>{hosts.today.trouble}</b> <q className="quote">{trouble}</q>
      <p className="dim">{hosts.today.waits}</p>
    </Need>
  )
}

type Box = Day['accounts'][number]

/** Mailboxes that Cadenza paused by itself, because too much of their mail came back. */
function Stopped({ boxes, day, now }: { boxes: readonly Box[]; day: Day; now: number }) {
  return (
    <>
      {boxes.map(
        ({ public_id, address, waiting, paused_for: why }) =>
          why && (
            <Need key={public_id} tone="bad" action={<ToMailbox id={public_id}>{words.open}</ToMailbox>}>
              <b>{words.stopped(address, moment(why.at, day.zone, now))}</b> {health.stopped.figures(why.words)}
              <p className="dim">
                {words.waits(waiting)} {words.untilResumed}
              </p>
            </Need>
          ),
      )}
    </>
  )
}

/** Mailboxes that can't be read while mail waits for that. */
function useUnread() {
  const usage = useQuery(api.accounts.usage.queryOptions()).data ?? []
  return usage.flatMap(({ public_id, from_email, unread }) =>
    unread && unread.waiting > 0 ? [{ public_id, from_email, ...unread }] : [],
  )
}

function Unread({ mailboxes }: { mailboxes: ReturnType<typeof useUnread> }) {
  return (
    <>
      {mailboxes.map(({ public_id, from_email, waiting, trouble }) => (
        <Need key={public_id} tone="bad" action={<ToMailbox id={public_id}>{words.open}</ToMailbox>}>
          <b>{words.unread(from_email, waiting)}</b> <q className="quote">{trouble}</q>
          <p className="dim">{words.unreadMore}</p>
        </Need>
      ))}
    </>
  )
}

/**
 * Doubts to decide, idle groups and mailboxes in trouble, each with its own words and what waits for it.
 *
 * @param isFresh `day` was answered since the screen was opened
 */
export function Needs({ day, now, isFresh }: { day: Day; now: number; isFresh: boolean }) {
  const isKnown = useIsKnown() && isFresh
  const toDecide = useToDecide()
  const permissions = usePermissions(now)
  const idle = useIdleGroups()
  const moves = useMoves(day)
  const stranded = useStranded()
  const orphans = useOrphans()
  const isOut = useIsOut()
  const awaited = useAwaited()
  const asked = useAsked(now)
  const news = useNews(day)
  const lacking = new Set(
    moves.filter(({ standing, trouble }) => standing === 'home' && trouble !== null).map((one) => one.public_id),
  )
  // what its password is missing for can't be read either: said once
  const unread = useUnread().filter(({ public_id }) => !lacking.has(public_id))
  const stopped = day.accounts.filter(({ paused_for }) => paused_for !== null)
  const hostsTrouble = useStatus().data?.hosts_trouble ?? null
  const isCalm =
    !isOut &&
    awaited === null &&
    hostsTrouble === null &&
    news.own === null &&
    day.unsure.count +
      day.accounts_out.length +
      stopped.length +
      unread.length +
      moves.length +
      stranded.length +
      orphans.length +
      news.taken.length +
      toDecide +
      asked.found.length +
      countOf(permissions) +
      idle.length ===
      0
  return (
    <section aria-labelledby="td-needs">
      <h2 id="td-needs">{words.title}</h2>
      {isCalm ? (
        <p className="dim td-calm">{isKnown ? words.nothing : '\u00a0'}</p>
      ) : (
        <ul>
          {isOut && <OutOfTeam />}
          {awaited && <Awaited joined={awaited} />}
          <OwnCopy news={news} />
          <Taken news={news} day={day} now={now} />
          <Doubts day={day} />
          {toDecide > 0 && (
            <Need
              tone="warn"
              action={
                <Button size="xs" variant="default" component={Link} to="/requests">
                  {words.decide}
                </Button>
              }
            >
              <b>{words.requests(toDecide)}</b>
            </Need>
          )}
          <Asked of={asked} now={now} />
          <Permissions of={permissions} now={now} />
          <Moves moves={moves} day={day} />
          <Stranded homes={stranded} />
          <Orphans homes={orphans} day={day} />
          <Idle groups={idle} />
          <Hosts trouble={hostsTrouble} />
          <Out day={day} now={now} />
          <Unread mailboxes={unread} />
          <Stopped boxes={stopped} day={day} now={now} />
        </ul>
      )}
    </section>
  )
}
