import { senderText } from '../../../shared/domain/sandbox-sender.ts'
import { shortName } from '../../parts/plan/score-of.ts'
import { plan as planWords } from '../../words/plan.ts'
import { wizard as words } from '../../words/wizard.ts'
import type { Draft } from './draft.ts'
import type { StepProps } from './step-props.ts'
import type { Previewed } from './use-preview.ts'

type Props = StepProps & { preview: Previewed }

function Recap({ title, said, onChange }: { title: string; said: string; onChange: () => void }) {
  return (
    <div className="recap">
      <h2>{title}</h2>
      <p className="small dim">
        {said}{' '}
        <button type="button" className="link" aria-label={`${words.recap.change}: ${title}`} onClick={onChange}>
          {words.recap.change}
        </button>
      </p>
    </div>
  )
}

/** Who sends, in a line. */
export function SendersRecap({ preview, onStep }: Props) {
  const senders = preview.planned?.calendar.senders.filter(({ contacts }) => contacts > 0) ?? []
  const [only] = senders
  const said =
    senders.length === 1 && only
      ? senderText(only.address)
      : planWords.names(senders.map((s) => `${shortName(s)} ${planWords.count(s.contacts)}`))
  return <Recap title={words.recap.senders} said={said} onChange={() => onStep('senders')} />
}

/** When it begins and how fast, in a line. */
export const paceOf = (draft: Draft): string =>
  draft.join !== null
    ? words.join.pace
    : draft.spread
      ? words.recap.spread(draft.perDay, draft.perHour)
      : words.recap.asap

export function startOf(draft: Draft, preview: Previewed, zone: string, now: number): string {
  if (draft.start !== 'now') return words.when.chosen(localInstant(draft.start), 'UTC')
  const first = preview.planned?.slots.find(({ emails }) => emails > 0)?.start
  const next = preview.planned?.calendar.next_open ?? null
  return first ? `${words.recap.now}, ${words.when.nowIn(first, next, zone, now)}` : words.recap.now
}

/** A local slot `2026-11-24T10:00` for writing it as it is: its own clock is read as UTC. */
export const localInstant = (start: string): string => `${start}:00Z`

export function WhenRecap({ store, preview, options, now, onStep }: Props) {
  const zone = preview.planned?.zone ?? options.zone
  const said = `${startOf(store.draft, preview, zone, now)} · ${paceOf(store.draft)}`
  return <Recap title={words.recap.when} said={said} onChange={() => onStep('when')} />
}
