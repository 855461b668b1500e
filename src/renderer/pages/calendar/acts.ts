/** What can be moved in the calendar, what that would lead to, and doing it. */
import type { Client } from '../../../shared/contract/index.ts'
import { client } from '../../api/client.ts'
import { wordsOf } from '../../parts/notice.tsx'
import { say } from '../../parts/say.tsx'
import { keyOf, partsOf, type SlotKey } from '../../parts/score/model.ts'
import { hourText } from '../../words/calendar.ts'
import { calendar } from '../../words/calendar-page.ts'
import { slotText } from './plan.ts'

const words = calendar.move

export type Email = Awaited<ReturnType<Client['sends']['list']>>['rows'][number]

export type Thing = { kind: 'email'; email: Email } | { kind: 'start'; id: string; name: string; at: SlotKey }

export interface Foreseen {
  words: readonly string[]
  token?: string
  /** It can't be done, and `words` says why. */
  refused?: true
}

export const nameOf = (email: Email): string => email.contact_name ?? email.contact
export const whatOf = (thing: Thing): string => (thing.kind === 'email' ? nameOf(thing.email) : thing.name)
export const whenText = (key: SlotKey): string => calendar.slotWhen(partsOf(key).date, hourText(partsOf(key).hour))

/** What moving it there would lead to. A refusal is an answer; only an abort is thrown. */
export async function foresee(thing: Thing, key: SlotKey, signal: AbortSignal): Promise<Foreseen> {
  const slot = slotText(key)
  try {
    if (thing.kind === 'email') {
      const { consequence } = await client.sends.move(
        { public_id: thing.email.public_id, slot, dry_run: true },
        { signal },
      )
      return { words: consequence.words }
    }
    const told = await client.calendar.move_start({ sequence: thing.id, slot, dry_run: true }, { signal })
    return { words: told.words, token: told.token }
  } catch (error) {
    if (signal.aborted) throw error
    return { words: [wordsOf(error)], refused: true }
  }
}

type Back = () => Promise<unknown>

async function moveEmail({ public_id, slot: was }: Email, slot: string, zone: string): Promise<Back> {
  await client.sends.move({ public_id, slot })
  return () => client.sends.move({ public_id, slot: slotText(keyOf(Date.parse(was), zone)) })
}

/** Each engagement gets the start back that it had: they need not have been the same. */
async function moveStart(sequence: string, slot: string, token: string | undefined): Promise<Back> {
  const { former_starts: starts } = await client.calendar.move_start({
    sequence,
    slot,
    ...(token === undefined ? {} : { token }),
  })
  return () => client.calendar.move_start({ sequence, starts })
}

/** Does it, and says so with a way back. @throws the engine's refusal */
export async function moveTo(thing: Thing, key: SlotKey, zone: string, token?: string): Promise<void> {
  const slot = slotText(key)
  const back =
    thing.kind === 'email' ? await moveEmail(thing.email, slot, zone) : await moveStart(thing.id, slot, token)
  say({
    title: (thing.kind === 'email' ? words.moved : words.startMoved)(whatOf(thing), whenText(key)),
    action: { label: words.undo, run: back },
  })
}
