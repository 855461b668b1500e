import {
  type Icon,
  IconAddressBook,
  IconAlertTriangle,
  IconCalendar,
  IconChartBar,
  IconHelpCircle,
  IconInbox,
  IconListDetails,
  IconMail,
  IconMessageReply,
  IconSend,
  IconSettings,
  IconSun,
  IconUserQuestion,
  IconUsers,
  IconWorld,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, type LinkProps, useLocation } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { api } from '../api/client.ts'
import { useStatus } from '../api/hooks.ts'
import { useIncomingCounts } from '../api/incoming.ts'
import { Mark } from '../parts/mark.tsx'
import { count } from '../words/format.ts'
import { shell } from '../words/shell.ts'
import { EngineFoot } from './engine-foot.tsx'

interface Badge {
  /** New: nothing is wrong, and nobody has looked. */
  tone: 'warn' | 'bad' | 'new'
  n: number
  said: string
}

const badgeIcons = { warn: IconHelpCircle, bad: IconAlertTriangle, new: null }

function Item({
  to,
  isIn = false,
  icon: Sign,
  children,
  badge,
}: {
  to: LinkProps['to']
  /** One is on a screen that belongs to it and has an address of its own. */
  isIn?: boolean
  icon: Icon
  children: ReactNode
  badge?: Badge | undefined
}) {
  const Warning = badge && badgeIcons[badge.tone]
  return (
    <Link
      to={to as '/'}
      activeOptions={{ exact: to === '/', includeSearch: false }}
      title={String(children)}
      {...(isIn ? { 'aria-current': true } : {})}
    >
      <Sign size={17} stroke={1.6} aria-hidden />
      <span className="nav-word">{children}</span>
      {badge && badge.n > 0 && (
        <span className={`n ${badge.tone}`}>
          {Warning && <Warning size={14} stroke={1.9} aria-hidden />}
          <span aria-hidden>{count(badge.n)}</span>
          <span className="unseen">{badge.said}</span>
        </span>
      )}
    </Link>
  )
}

/** Screens that are reached from the settings, and by links that come from outside. */
const ofSettings = ['/join', '/admit', '/letter']

/** Where one can go. A count shows only where it means something to do. */
export function Sidebar() {
  const { nav, counts } = shell
  const { pathname } = useLocation()
  const status = useStatus().data
  const accounts = useQuery(api.accounts.list.queryOptions()).data
  const unsure = status?.unsure ?? 0
  const unseen = useIncomingCounts()?.unseen ?? 0
  const open = useQuery(api.mailbox_requests.list.queryOptions({ input: { open: true } })).data?.rows ?? []
  const more = useQuery(api.limit_requests.list.queryOptions()).data ?? []
  const asked =
    open.filter(({ state, may_decide }) => may_decide && state === 'requested').length +
    more.filter(({ may_decide }) => may_decide).length
  const letters = useQuery(api.delegations.received.queryOptions()).data?.length ?? 0
  const broken = accounts?.filter(({ status: state }) => state === 'error').length ?? 0
  return (
    <aside className="side" aria-label={shell.product}>
      <div className="brand">
        <Mark />
        <span className="nav-word">{shell.product}</span>
      </div>
      <nav className="nav" aria-label={nav.label}>
        <Item to="/" icon={IconSun}>
          {nav.today}
        </Item>
        <Item to="/sequences" icon={IconListDetails}>
          {nav.sequences}
        </Item>
        <Item to="/people" icon={IconUsers}>
          {nav.people}
        </Item>
        <Item to="/calendar" icon={IconCalendar}>
          {nav.calendar}
        </Item>
        <Item to="/outbox" icon={IconSend} badge={{ tone: 'warn', n: unsure, said: counts.unsure(unsure) }}>
          {nav.outbox}
        </Item>
        <Item to="/replies" icon={IconMessageReply} badge={{ tone: 'new', n: unseen, said: counts.unseen(unseen) }}>
          {nav.replies}
        </Item>
        <Item to="/contacts" icon={IconAddressBook}>
          {nav.contacts}
        </Item>
        <Item to="/reports" icon={IconChartBar}>
          {nav.reports}
        </Item>
        <span className="gap" />
        <Item to="/mailboxes" icon={IconMail} badge={{ tone: 'bad', n: broken, said: counts.error(broken) }}>
          {nav.mailboxes}
        </Item>
        <Item to="/requests" icon={IconUserQuestion} badge={{ tone: 'warn', n: asked, said: counts.requests(asked) }}>
          {nav.requests}
        </Item>
        <Item to="/domains" icon={IconWorld}>
          {nav.domains}
        </Item>
        <Item to="/sandbox" icon={IconInbox}>
          {nav.sandbox}
        </Item>
        <span className="gap" />
        <Item
          to="/settings/{-$section}"
          isIn={ofSettings.includes(pathname)}
          icon={IconSettings}
          badge={{ tone: 'new', n: letters, said: counts.letters(letters) }}
        >
          {nav.settings}
        </Item>
      </nav>
      <EngineFoot />
    </aside>
  )
}
