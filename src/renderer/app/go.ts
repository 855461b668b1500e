import type { LinkProps } from '@tanstack/react-router'
import { shell } from '../words/shell.ts'

/** The screens in the sidebar's order, and the second key after "g" that goes there. */
export const screens: readonly { to: LinkProps['to']; name: string; key: string }[] = [
  { to: '/', name: shell.nav.today, key: 't' },
  { to: '/sequences', name: shell.nav.sequences, key: 's' },
  { to: '/people', name: shell.nav.people, key: 'q' },
  { to: '/calendar', name: shell.nav.calendar, key: 'c' },
  { to: '/outbox', name: shell.nav.outbox, key: 'o' },
  { to: '/replies', name: shell.nav.replies, key: 'i' },
  { to: '/contacts', name: shell.nav.contacts, key: 'p' },
  { to: '/reports', name: shell.nav.reports, key: 'e' },
  { to: '/mailboxes', name: shell.nav.mailboxes, key: 'm' },
  { to: '/requests', name: shell.nav.requests, key: 'r' },
  { to: '/domains', name: shell.nav.domains, key: 'd' },
  { to: '/sandbox', name: shell.nav.sandbox, key: 'b' },
  { to: '/settings/{-$section}', name: shell.nav.settings, key: ',' },
]
