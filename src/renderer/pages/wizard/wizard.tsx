import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { api } from '../../api/client.ts'
import { useNow } from '../../api/hooks.ts'
import { Failed } from '../../parts/notice.tsx'
import { say } from '../../parts/say.tsx'
import { wizard as words } from '../../words/wizard.ts'
import { ContactsStep } from './contacts-step.tsx'
import { fromOf, newDraft, type Options, readDraft } from './draft.ts'
import { Engaged, type Result } from './engaged.tsx'
import { Frame, Waiting } from './frame.tsx'
import { PlanStep } from './plan-step.tsx'
import type { Step } from './search.ts'
import type { StepProps } from './step-props.ts'
import { SummaryStep } from './summary-step.tsx'
import { useDraft, useKept } from './use-draft.ts'
import { usePreview } from './use-preview.ts'
import './choices.css'
import './wizard.css'

/** Schedules a sequence: who, by whom, when and how fast; the plan of it beside the choices, made anew at each. */
export function Wizard() {
  const { id } = useParams({ from: '/schedule/$id' })
  const options = useQuery(api.schedule.options.queryOptions({ input: { sequence: id } }))
  const kept = useKept(id)
  const [round, setRound] = useState(0)
  // what was known stays: a question asked again may fail while somebody is in the middle of choosing
  if (options.error && !options.data)
    return (
      <Waiting>
        <Failed what={words.what} error={options.error} onAgain={options.refetch} />
      </Waiting>
    )
  if (!options.data || kept === undefined) return <Waiting />
  return (
    <Opened key={round} options={options.data} kept={round === 0 ? kept : null} onOver={() => setRound((n) => n + 1)} />
  )
}

interface OpenedProps {
  options: Options
  kept: { query: Record<string, unknown>; created_at: string } | null
  onOver: () => void
}

function Opened({ options, kept, onOver }: OpenedProps) {
  const search = useSearch({ from: '/schedule/$id' })
  const go = useNavigate({ from: '/schedule/$id' })
  const { step: _, ...begin } = search
  const named = Object.keys(begin).length > 0
  // whoever comes with contacts in hand means those, and not the ones of a draft
  const [first] = useState(() => (kept && !named ? readDraft(kept.query, options) : newDraft(options, begin)))
  const store = useDraft(options.sequence.public_id, first)
  const [result, setResult] = useState<Result | null>(null)
  const startOver = async () => {
    await store.discard()
    say({ title: words.draft.gone })
    onOver()
  }
  const to = (step: Step) => void go({ search: (was) => ({ ...was, step }), replace: false })
  if (result) return <Engaged options={options} result={result} from={fromOf(store.draft, options)} />
  return (
    <Choosing
      options={options}
      store={store}
      step={search.step ?? 'contacts'}
      onStep={to}
      opened={kept && !named ? kept.created_at : null}
      onOver={startOver}
      onEngaged={(done) => {
        void store.discard()
        setResult(done)
      }}
    />
  )
}

interface ChoosingProps extends Omit<StepProps, 'now'> {
  step: Step
  /** When the draft that was opened again was kept. */
  opened: string | null
  onOver: () => void
  onEngaged: (result: Result) => void
}

function Choosing({ step, opened, onOver, onEngaged, ...rest }: ChoosingProps) {
  const { options, store, onStep } = rest
  const fromEngine = useMemo(() => Date.parse(options.now), [options.now])
  const now = useNow() ?? fromEngine
  const preview = usePreview(store.draft, options.sequence.public_id, step !== 'contacts')
  const props = { ...rest, now }
  const draftSays = { store, zone: options.zone, now, opened, onOver }
  if (step === 'contacts')
    return (
      <Frame options={options} step={step} onStep={onStep} says={draftSays}>
        <ContactsStep {...props} />
      </Frame>
    )
  if (step === 'summary')
    return (
      <Frame options={options} step={step} onStep={onStep} says={draftSays}>
        <SummaryStep {...props} preview={preview} onEngaged={onEngaged} />
      </Frame>
    )
  // an old address: whoever joins an engagement has no senders to choose
  const shown = step === 'senders' && store.draft.join !== null ? 'when' : step
  return (
    <Frame options={options} step={shown} onStep={onStep} says={draftSays}>
      <PlanStep {...props} step={shown} preview={preview} />
    </Frame>
  )
}
