import { afterAll, beforeAll, expect, it } from 'vitest'
import { answeredAt, firstAwaited, inboxKnown } from '../../src/main/store/inbox-folders.ts'
import {
  aboutContact,
  contactAt,
  isWrittenTo,
  sendsByMark,
  sendsByMessageId,
  sendsToAddress,
  softBouncesBefore,
  underWay,
} from '../../src/main/store/incoming-lookup.ts'
import { sameMessage, sameWishes } from '../../src/main/store/incoming-write.ts'
import type { Reader, Tx } from '../../src/main/store/open.ts'
import { notOurs } from '../../src/main/store/outside.ts'
import { ownMail } from '../../src/main/store/own-mail.ts'
import { isCalledBack, lastLook } from '../../src/main/store/sending.ts'
import { copyTurns, dueCopies, lastFiled } from '../../src/main/store/sent-copies.ts'
import { unsureToSettle } from '../../src/main/store/unsure-looks.ts'
import { anythingMoved } from '../../src/main/work/health/react.ts'
import { type TestRoom, testRoom } from '../host/room.ts'

let here: TestRoom
beforeAll(async () => {
  here = await testRoom()
})
afterAll(() => here.close())

/** Answers queries, and keeps how each was answered; writes nothing. */
function asking(): { reader: Reader & Tx; read: () => string[] } {
  const { store } = here.room
  const steps: string[] = []
  const ask = (text: string, ...values: unknown[]) => {
    const plan = store.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${text}`, ...values)
    steps.push(...plan.map(({ detail }) => detail))
    return store.all(text, ...values)
  }
  const get = (text: string, ...values: unknown[]) => {
    ask(text, ...values)
    return store.get(text, ...values)
  }
  const run = () => ({ changes: 0, id: 0 })
  return { reader: { ...store, all: ask, get, run } as unknown as Reader & Tx, read: () => steps }
}

/** That index names no message: half the table has the same kind. */
const counts = /incoming_counts/
/** A million emails, a hundred thousand messages: none of these may be read from end to end. */
const large = /^SCAN (?:TABLE )?(sends|s|incoming|i|contacts|c|enrollments|e|attempts)\b/

const mail = { uid: 1, at: 1, messageId: '<a@b>', sendId: null, originalIds: [], inReplyTo: ['<a@b>'], references: [] }
const asked: Record<string, (reader: Reader & Tx) => unknown> = {
  sendsByMessageId: (r) => sendsByMessageId(r, ['<a@b>']),
  sendsByMark: (r) => sendsByMark(r, ['x']),
  sendsToAddress: (r) => sendsToAddress(r, 1, ['a@b.test'], 0, 1),
  isWrittenTo: (r) => isWrittenTo(r, ['a@b.test']),
  aboutContact: (r) => aboutContact(r, 1, 1),
  contactAt: (r) => contactAt(r, 'a@b.test'),
  underWay: (r) => underWay(r, 1),
  softBouncesBefore: (r) => softBouncesBefore(r, 1, 1, 10),
  sameMessage: (r) => sameMessage(r, 1, 'x'),
  sameWishes: (r) => sameWishes(r, 'opt-out:1'),
  inboxKnown: (r) => inboxKnown(r, 1),
  firstAwaited: (r) => firstAwaited(r, 1),
  answeredAt: (r) => answeredAt(r, 1, 1, 'd'),
  lastLook: (r) => lastLook(r, 1),
  isCalledBack: (r) => isCalledBack(r, 1),
  notOurs: (r) => notOurs(r, 1, [mail]),
  ownMail: (r) => ownMail(r, 1, [mail], 1),
  copyTurns: (r) => copyTurns(r),
  dueCopies: (r) => dueCopies(r, 1, 1, 1),
  lastFiled: (r) => lastFiled(r, 1, 1),
  unsureToSettle: (r) => unsureToSettle(r),
  anythingMoved: (r) => anythingMoved(r, 1),
}

it.each(Object.keys(asked))('%s reads no large table from end to end', (name) => {
  const { reader, read } = asking()
  asked[name]?.(reader)
  expect(read().length).toBeGreaterThan(0)
  expect(read().filter((step) => large.test(step) || counts.test(step))).toEqual([])
})
