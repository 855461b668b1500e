/**
 * Every address of the program. They live behind the #, so that the same page works from the desktop's own scheme and
 * from the web host, and no address is ever sent anywhere. A screen's code is loaded when it is first opened.
 */
import { createHashHistory, createRootRoute, createRoute, createRouter, redirect } from '@tanstack/react-router'
import { calendarSearch } from '../pages/calendar/search.ts'
import { contactsSearch } from '../pages/contacts/search.ts'
import { joinSearch } from '../pages/join/search.ts'
import { letterSearch } from '../pages/letter/search.ts'
import { connectSearch, mailboxesSearch, mailboxSearch } from '../pages/mailboxes/search.ts'
import { outboxSearch } from '../pages/outbox/search.ts'
import { peopleSearch } from '../pages/people/search.ts'
import { repliesSearch } from '../pages/replies/search.ts'
import { reportsSearch } from '../pages/reports/search.ts'
import { sandboxSearch } from '../pages/sandbox/search.ts'
import { sequenceSearch, sequencesSearch } from '../pages/sequences/search.ts'
import { wizardSearch } from '../pages/wizard/search.ts'
import { Broken, Lost } from './astray.tsx'
import { Frame } from './frame.tsx'
import { Gate } from './gate.tsx'
import { screen } from './screen.tsx'

const root = createRootRoute({ component: Gate, notFoundComponent: Lost, errorComponent: Broken })
/** Screens beside the sidebar. */
const frame = createRoute({ getParentRoute: () => root, id: 'frame', component: Frame })

const today = createRoute({
  getParentRoute: () => frame,
  path: '/',
  component: screen(() => import('../pages/today/today.tsx'), 'Today'),
})
/** As one would type it. */
const todayByName = createRoute({
  getParentRoute: () => root,
  path: '/today',
  beforeLoad: () => {
    throw redirect({ to: '/', replace: true })
  },
})
const sequences = createRoute({
  getParentRoute: () => frame,
  path: '/sequences',
  validateSearch: sequencesSearch,
  component: screen(() => import('../pages/sequences/sequences.tsx'), 'Sequences'),
})
/** `new` is a sequence that is not saved yet. */
const sequence = createRoute({
  getParentRoute: () => frame,
  path: '/sequences/$id',
  validateSearch: sequenceSearch,
  component: screen(() => import('../pages/sequences/sequence.tsx'), 'Sequence'),
})
/** Everybody in every sequence. */
const people = createRoute({
  getParentRoute: () => frame,
  path: '/people',
  validateSearch: peopleSearch,
  component: screen(() => import('../pages/people/people.tsx'), 'People'),
})
const calendar = createRoute({
  getParentRoute: () => frame,
  path: '/calendar',
  validateSearch: calendarSearch,
  component: screen(() => import('../pages/calendar/calendar.tsx'), 'Calendar'),
})
const outbox = createRoute({
  getParentRoute: () => frame,
  path: '/outbox',
  validateSearch: outboxSearch,
  component: screen(() => import('../pages/outbox/outbox.tsx'), 'Outbox'),
})
const replies = createRoute({
  getParentRoute: () => frame,
  path: '/replies',
  validateSearch: repliesSearch,
  component: screen(() => import('../pages/replies/replies.tsx'), 'Replies'),
})
const reports = createRoute({
  getParentRoute: () => frame,
  path: '/reports',
  validateSearch: reportsSearch,
  component: screen(() => import('../pages/reports/reports.tsx'), 'Reports'),
})
const contacts = createRoute({
  getParentRoute: () => frame,
  path: '/contacts',
  validateSearch: contactsSearch,
  component: screen(() => import('../pages/contacts/contacts.tsx'), 'Contacts'),
})
const contactsImport = createRoute({
  getParentRoute: () => frame,
  path: '/contacts/import',
  component: screen(() => import('../pages/contacts/import.tsx'), 'Import'),
})
const contact = createRoute({
  getParentRoute: () => frame,
  path: '/contacts/$id',
  component: screen(() => import('../pages/contacts/contact.tsx'), 'ContactPage'),
})
const mailboxes = createRoute({
  getParentRoute: () => frame,
  path: '/mailboxes',
  validateSearch: mailboxesSearch,
  component: screen(() => import('../pages/mailboxes/mailboxes.tsx'), 'Mailboxes'),
})
const mailboxConnect = createRoute({
  getParentRoute: () => frame,
  path: '/mailboxes/connect',
  validateSearch: connectSearch,
  component: screen(() => import('../pages/mailboxes/connect.tsx'), 'Connect'),
})
const mailbox = createRoute({
  getParentRoute: () => frame,
  path: '/mailboxes/$id',
  validateSearch: mailboxSearch,
  component: screen(() => import('../pages/mailboxes/account.tsx'), 'AccountPage'),
})
const mailboxGroups = createRoute({
  getParentRoute: () => frame,
  path: '/mailboxes/groups',
  component: screen(() => import('../pages/mailboxes/groups.tsx'), 'Groups'),
})
const requests = createRoute({
  getParentRoute: () => frame,
  path: '/requests',
  component: screen(() => import('../pages/requests/requests.tsx'), 'Requests'),
})
const domains = createRoute({
  getParentRoute: () => frame,
  path: '/domains',
  component: screen(() => import('../pages/domains/domains.tsx'), 'Domains'),
})
const sandbox = createRoute({
  getParentRoute: () => frame,
  path: '/sandbox',
  validateSearch: sandboxSearch,
  component: screen(() => import('../pages/sandbox/sandbox.tsx'), 'Sandbox'),
})
const settings = createRoute({
  getParentRoute: () => frame,
  path: '/settings/{-$section}',
  component: screen(() => import('../pages/settings/settings.tsx'), 'Settings'),
})
/** What a letter says, brought by a link (`text`) or come by email (`id`). */
const letter = createRoute({
  getParentRoute: () => frame,
  path: '/letter',
  validateSearch: letterSearch,
  component: screen(() => import('../pages/letter/letter.tsx'), 'LetterPage'),
})
/** An invitation to a team, and the answer to one; a link brings either (`text`). */
const join = createRoute({
  getParentRoute: () => frame,
  path: '/join',
  validateSearch: joinSearch,
  component: screen(() => import('../pages/join/join.tsx'), 'Join'),
})
const admit = createRoute({
  getParentRoute: () => frame,
  path: '/admit',
  validateSearch: joinSearch,
  component: screen(() => import('../pages/join/admit.tsx'), 'Admit'),
})
/** Screens that fill the window. */
const wizard = createRoute({
  getParentRoute: () => root,
  path: '/schedule/$id',
  validateSearch: wizardSearch,
  component: screen(() => import('../pages/wizard/wizard.tsx'), 'Wizard'),
})
const tour = createRoute({
  getParentRoute: () => root,
  path: '/tour',
  component: screen(() => import('../pages/tour/tour.tsx'), 'Tour'),
})

const tree = root.addChildren([
  frame.addChildren([
    today,
    sequences,
    sequence,
    people,
    calendar,
    outbox,
    replies,
    reports,
    contacts,
    contactsImport,
    contact,
    mailboxes,
    mailboxConnect,
    mailboxGroups,
    mailbox,
    requests,
    domains,
    sandbox,
    settings,
    letter,
    join,
    admit,
  ]),
  wizard,
  tour,
  todayByName,
])

export const router = createRouter({
  routeTree: tree,
  history: createHashHistory(),
  // in its place: the sidebar and what else is open stay
  defaultErrorComponent: Broken,
  defaultPreload: 'intent',
  defaultPendingMs: 200,
  scrollRestoration: false,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
