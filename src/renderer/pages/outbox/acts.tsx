import { client } from '../../api/client.ts'
import { useAsk } from '../../parts/dialog.tsx'
import { say } from '../../parts/say.tsx'
import { outbox as words } from '../../words/outbox.ts'
import { Consequence } from './consequence.tsx'
import type { Email } from './use-emails.ts'
import { type BulkAction, type Chosen, most, type Outcome, useWork, type Work } from './work.ts'

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

const doNow = (work: Work, chosen: Chosen, action: BulkAction) =>
  work.attempt(async () => tell(work, action, await work.run(chosen, action)))

type Ask = ReturnType<typeof useAsk>

/** All that match are too many to try beforehand: what happens is said in one sentence. */
async function ofAll(ask: Ask, work: Work, chosen: Chosen, action: 'cancel' | 'hold' | 'release'): Promise<boolean> {
  const { all, verbAll, allBody } = words.dialog[action]
  const isDanger = action === 'cancel'
  const keep = words.dialog.keep
  const yes = await ask({ title: all, body: <p>{allBody}</p>, verb: verbAll, keep, danger: isDanger })
  if (yes) await doNow(work, chosen, action)
  return yes
}

async function cancelSome(ask: Ask, work: Work, ids: readonly string[], now: number | null): Promise<boolean> {
  const trial = await work.attempt(() =>
    client.sends.bulk({ ids: ids.slice(0, most), action: 'cancel', dry_run: true }),
  )
  if (!trial?.consequence) return false
  const n = ids.length - trial.refused.length
  if (n === 0) {
    work.setError(trial.refused[0]?.why ?? null)
    return false
  }
  const yes = await ask({
    title: words.dialog.cancel.title(n),
    body: <Consequence told={trial.consequence} refused={trial.refused} now={now} />,
    verb: words.dialog.cancel.verb(n),
    keep: words.dialog.keep,
    danger: true,
  })
  if (yes) await doNow(work, { ids }, 'cancel')
  return yes
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
    if ('filter' in chosen) return ofAll(ask, work, chosen, action)
    await doNow(work, chosen, action)
    return true
  }
  return {
    progress: work.progress,
    error: work.error,
    hold: simple('hold'),
    release: simple('release'),
    restore: ({ public_id }: Email) => doNow(work, { ids: [public_id] }, 'restore'),
    cancel: (chosen: Chosen) =>
      'filter' in chosen ? ofAll(ask, work, chosen, 'cancel') : cancelSome(ask, work, chosen.ids, now),
    sendNow: (email: Email) => sendOne(ask, work, email, now),
    move: async (chosen: Chosen, slot: string) => tell(work, 'move', await work.run(chosen, 'move', slot)),
  }
}

export type Acts = ReturnType<typeof useActs>
