/**
 * `cadenza://open/outbox?state=unsure`: a link from outside may show a page, and that is all a link can do. Any website
 * and any email can hold one, so nothing is ever changed or sent because one was followed.
 */
import type { Note } from '../../ports.ts'

export const linkScheme = 'cadenza'
const longest = 500

/**
 * What else a link can bring: something signed that a person reviews on a page before anything is done with it. The part
 * behind `#` is base64url, and longer than an address that a person would type.
 */
const reviews = { join: '/join', admit: '/admit', letter: '/letter' } as const
const longestBrought = 32_000

function reviewOfLink(link: string): string | null {
  const match = /^cadenza:\/\/([a-z]+)\/?#([\w-]+)$/i.exec(link)
  const page = match?.[1]?.toLowerCase() ?? ''
  if (!match || link.length > longestBrought || !Object.hasOwn(reviews, page)) return null
  return `${reviews[page as keyof typeof reviews]}?text=${encodeURIComponent(link)}`
}

/** The page's route (`/outbox?state=unsure`) that a link names, or null when it is none of ours. */
export function routeOfLink(link: string): string | null {
  const review = reviewOfLink(link.trim())
  if (review !== null) return review
  if (link.length > longest) return null
  const match = /^cadenza:\/\/open(\/[\w/-]*)?(\?[\w=&.,:%+@-]*)?$/i.exec(link.trim())
  if (!match) return null
  const path = (match[1] ?? '/').replace(/\/{2,}/g, '/')
  return `${path}${match[2] ?? ''}`
}

/** The first link among the arguments a start was given. */
export function routeOfArguments(argv: readonly string[]): string | null {
  for (const each of argv) {
    const route = each.toLowerCase().startsWith(`${linkScheme}:`) ? routeOfLink(each) : null
    if (route !== null) return route
  }
  return null
}

/** Where a click on a note of the engine leads. The type makes it complete: a new kind of note doesn't compile without a place. */
const routes: Record<Note['kind'], (about: string | undefined) => string> = {
  unsure: (email) => (email === undefined ? '/outbox?state=unsure' : `/outbox?state=unsure&open=${email}`),
  account_error: (account) => (account === undefined ? '/mailboxes' : `/mailboxes/${account}`),
  finished: (sequence) => (sequence === undefined ? '/sequences?show=finished' : `/sequences/${sequence}?tab=report`),
  disk: () => '/',
  safe: () => '/settings/safety',
  request: () => '/requests',
  delegation: () => '/settings/delegation',
  incoming: (message) => (message === undefined ? '/replies?unseen=true' : `/replies?open=${message}`),
  domain: (account) => (account === undefined ? '/mailboxes' : `/mailboxes/${account}`),
}

/** The screen that shows what a note is about. */
export const routeOfNote = ({ kind, about }: Pick<Note, 'kind' | 'about'>): string => routes[kind](about)

/**
 * True for an address that may be handed to the system: a website, never a file, a program or somebody's mail program.
 * What mail links to is shown in full before a person opens it, so `http:` is theirs to follow; an address that signs in
 * (`https://bank.example@evil.example`) deceives by how it looks, and is not.
 */
export function mayOpenOutside(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, username, password, hostname } = new URL(address)
  if (protocol !== 'https:' && protocol !== 'http:') return false
  return hostname !== '' && username === '' && password === ''
}
