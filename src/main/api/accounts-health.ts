/** How an account is doing: its tests, what happened to it, and what is written down when a person changes it. */
import { allowed } from '../../shared/domain/access.ts'
import { Refusal } from '../../shared/domain/failure.ts'
import type { HealthEvent, HealthKind } from '../../shared/domain/health.ts'
import { accountHistory, applyToAccount, keepEvent } from '../store/account-health.ts'
import type { AccountRow, AccountSettings } from '../store/accounts.ts'
import { deedOf, note } from '../store/journal.ts'
import type { Tx } from '../store/open.ts'
import { ownerName, seatById } from '../store/seats.ts'
import { keepSize } from '../store/server-sizes.ts'
import { found } from './accounts-found.ts'
import { type AccountTest, testAccount } from './accounts-test.ts'
import { type Asker, type Context, iso, isoOrNull, os } from './context.ts'

/** Whoever asks, by address: what is written down is read much later. */
const whoIs = (tx: Tx, asker: Asker): string => seatById(tx, asker.seatId)?.name ?? 'somebody'

const verbs = {
  activated: 'Activated',
  deactivated: 'Deactivated',
  paused: 'Paused',
  resumed: 'Resumed',
  changed: 'Changed',
} as const satisfies Partial<Record<HealthKind, string>>

/** Moves an account by a person's hand and writes down whose it was. `event` null: only written down. */
export function byHand(
  tx: Tx,
  asker: Asker,
  account: { id: number },
  did: { kind: keyof typeof verbs; event: HealthEvent | null; what?: string },
  now: number,
): void {
  const words = `${verbs[did.kind]} by ${whoIs(tx, asker)}${did.what ? `: ${did.what}` : ''}.`
  if (did.event) applyToAccount(tx, account.id, did.event, words, now)
  else keepEvent(tx, account.id, { at: now, kind: did.kind, words })
}

const settingWords: Record<keyof AccountSettings, string> = {
  seatId: 'owner',
  label: 'name in lists',
  name: 'name readers see',
  replyTo: 'where answers go',
  signature: 'signature',
  signatureHtml: 'signature with looks',
  zone: 'time zone',
  smtp: 'server',
  hasSecret: 'password',
  imap: 'server for reading',
  hasImapSecret: 'password for reading',
  signedIn: 'sign-in',
  ramp: 'ramp-up',
  trackingDomain: 'tracking domain',
  groupId: 'delivery group',
  limits: 'limits',
  minGap: 'least gap',
  weight: 'share',
}

/** Whose password reads follows from the servers: nobody has set it. */
const asSet = (settings: AccountSettings): AccountSettings =>
  settings.imap ? { ...settings, imap: { ...settings.imap, own: undefined } as typeof settings.imap } : settings

/**
 * Which settings are others now, in words; without any difference only the password can be another.
 *
 * @param password a new one was given, which shows in no setting where there was one before
 */
export function changedWords(before: AccountSettings, after: AccountSettings, password = false): string {
  const names = Object.keys(settingWords) as (keyof AccountSettings)[]
  const [old, now] = [asSet(before), asSet(after)]
  const changed = names.filter(
    (name) => (password && name === 'hasSecret') || JSON.stringify(old[name]) !== JSON.stringify(now[name]),
  )
  return changed.length > 0 ? changed.map((name) => settingWords[name]).join(', ') : settingWords.hasSecret
}

const saidBy = ({ ok, words, trouble }: AccountTest): string =>
  words ?? trouble ?? (ok ? 'It connects and signs in.' : 'It does not work.')

/** Writes down what a test of sending found. One that works brings an account in error back, where that proves enough. */
function keepTest({ room, asker }: Context, account: AccountRow, tested: AccountTest): void {
  const now = room.ports.clock.now()
  room.store.write((tx) => {
    const present = found(tx, account.publicId)
    // Settings changed while the server was asked: the answer is about another connection.
    if (present.version !== account.version) return
    const { changed } = applyToAccount(tx, present.id, { type: 'tested', ok: tested.ok }, saidBy(tested), now)
    const { smtp } = present
    if (smtp && tested.ok)
      keepSize(tx, present.id, { host: smtp.host, port: smtp.port, bytes: tested.parts.smtp.takes }, now)
    if (changed)
      note(tx, now, 'account_back', `${present.address} sends again: a test worked.`, {
        account: present.publicId,
        ...deedOf(asker),
      })
  })
  room.changes.tell('accounts')
}

export const test = os.accounts.test.handler(async ({ input, context: { room, asker } }) => {
  const account = found(room.store, input.public_id)
  if (account.kind !== 'managed' && !allowed('account.change', asker, { owner: account.seatId }))
    throw new Refusal(
      'forbidden',
      `${account.address} belongs to ${ownerName(room.store, account) ?? 'the team'}; ask an admin.`,
    )
  const tested = await testAccount(room, account)
  keepTest({ room, asker }, account, tested)
  return tested
})

export const history = os.accounts.history.handler(({ input, context: { room } }) => {
  const account = found(room.store, input.public_id)
  const after = input.after === undefined ? null : Number(input.after)
  if (after !== null && !Number.isSafeInteger(after))
    throw new Refusal('bad_request', '"after" is the "next" of the page before.')
  const rows = accountHistory(room.store, account.id, after, input.limit + 1)
  const shown = rows.slice(0, input.limit)
  return {
    rows: shown.map(({ at, kind, words, data: { trouble = null, until = null, ok = null } }) => ({
      at: iso(at),
      kind,
      words,
      trouble: trouble as 'credentials' | 'quota' | 'connection' | null,
      until: isoOrNull(until as number | null),
      works: ok as boolean | null,
    })),
    next: rows.length > shown.length ? String(shown.at(-1)?.id) : null,
  }
})
