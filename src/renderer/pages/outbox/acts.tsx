import { client } from '../../api/client.ts'
import { useAsk } from '../../parts/dialog.tsx'
import { say } from '../../parts/say.tsx'
import { outbox as words } from '../../words/outbox.ts'
import { Consequence } from './consequence.tsx'
import type { Email } from './use-emails.ts'
import { type BulkAction, type Chosen, type Outcome, useWork, type Work } from './work.ts'

const opposite: Partial<Record<BulkAction, BulkAction>> = { hold: 'release', release: 'hold', cancel: 'restore' }

const undo = (work: Work, action: BulkAction, ids: readonly string[]) =>
  work.attempt(async () => {
    const { done } = await work.run({ ids }, action)
    say({ title: words.did[action](done.length) })
  })

/** Says what was done, with the way back where there is one. */
function tell(work: Work, action: BulkAction, { done, refused, isStopped }: Outcome): void {
  const back = opposite[action]
  const more = [...(isStopped ? [words.did.stopped] : []), ...(refused > 0 ? [words.did.refused(refused)] : [])]
  say({
    title: words.did[action](done.length),
    ...(more.length > 0 ? { more: more.join(' ') } : {}),
    ...(back && done.length > 0 ? { action: { label: words.acts.undo, run: () => undo(work, back, done) } } : {}),
  })
}

/** False: nothing was done, and the page says why. */
const doNow = async (work: Work, chosen: Chosen, action: BulkAction): Promise<boolean> =>
  (await work.attempt(async () => {
    tell(work, action, await work.run(chosen, action))
    return true
  })) ?? false

type Ask = ReturnType<typeof useAsk>

interface Asked {
  ask: Ask
  work: Work
  now: number | null
}

/** Tries it on all of them, writing nothing. Undefined: it can't be done, and the page says why. */
async function tried({ work }: Asked, chosen: Chosen, action: BulkAction) {
  const input = 'ids' in chosen ? { ids: [...chosen.ids] } : { filter: chosen.filter }
  const trial = await work.attempt(() => client.sends.bulk({ ...input, action, dry_run: true }))
  if (!trial?.consequence) return undefined
  if (trial.done > 0 || trial.next !== null) return { ...trial, consequence: trial.consequence }
  work.setError(trial.refused[0]?.why ?? words.dialog.none)
  return undefined
}

/** All that match, those not loaded too: the consequence of all of them, or, for too many to try, one sentence. */
async function ofAll(asked: Asked, chosen: Chosen, action: 'cancel' | 'hold' | 'release'): Promise<boolean> {
  const { all, verbAll, allBody } = words.dialog[action]
  const trial = await tried(asked, chosen, action)
  if (!trial) return false
  const yes = await asked.ask({
    title: all,
    body:
      trial.next === null ? (
        <Consequence told={trial.consequence} refused={trial.refused} now={asked.now} />
      ) : (
        <p>{allBody}</p>
      ),
    verb: verbAll,
    keep: words.dialog.keep,
    danger: action === 'cancel',
  })
  return yes && doNow(asked.work, chosen, action)
}

async function cancelSome(asked: Asked, ids: readonly string[]): Promise<boolean> {
  const trial = await tried(asked, { ids }, 'cancel')
  if (!trial) return false
  const yes = await asked.ask({
    title: words.dialog.cancel.title(trial.done),
    body: <Consequence told={trial.consequence} refused={trial.refused} now={asked.now} />,
    verb: words.dialog.cancel.verb(trial.done),
    keep: words.dialog.keep,
    danger: true,
  })
  return yes && doNow(asked.work, { ids }, 'cancel')
}

async function sendOne(ask: Ask, work: Work, { public_id }: Email, now: number | null): Promise<void> {
  const trial = await work.attempt(() => client.sends.send_now({ public_id, dry_run: true }))
  if (!trial) return
  const yes = await ask({
    ...words.dialog.sendNow,
    body: <Consequence told={trial.consequence} now={now} />,
    run: () => client.sends.send_now({ public_id }),
  })
  if (yes) say({ title: words.did.sendNow, more: trial.consequence.words[0] ?? '' })
}

/** Deeds for emails, with their consequence before and a way back after. */
export function useActs(now: number | null) {
  const ask = useAsk()
  const work = useWork()
  const simple = (action: 'hold' | 'release') => async (chosen: Chosen) => {
    if ('filter' in chosen) return ofAll({ ask, work, now }, chosen, action)
    return doNow(work, chosen, action)
  }
  return {
    progress: work.progress,
    error: work.error,
    hold: simple('hold'),
    release: simple('release'),
    restore: ({ public_id }: Email) => doNow(work, { ids: [public_id] }, 'restore'),
    cancel: (chosen: Chosen) =>
      'filter' in chosen ? ofAll({ ask, work, now }, chosen, 'cancel') : cancelSome({ ask, work, now }, chosen.ids),
    sendNow: (email: Email) => sendOne(ask, work, email, now),
    move: async (chosen: Chosen, slot: string) => tell(work, 'move', await work.run(chosen, 'move', slot)),
  }
}

export type Acts = ReturnType<typeof useActs>
