import { Skeleton } from '@mantine/core'
import { useState } from 'react'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { PlanCalendar } from '../../parts/plan/plan-calendar.tsx'
import { Verdict } from '../../parts/plan/verdict.tsx'
import type { SlotKey } from '../../parts/score/model.ts'
import { plan as planWords } from '../../words/plan.ts'
import { wizard as words } from '../../words/wizard.ts'
import { Foot } from './frame.tsx'
import { Help } from './help.tsx'
import { Joined } from './joined.tsx'
import { SendersRecap, WhenRecap } from './recap.tsx'
import { Senders } from './senders.tsx'
import type { StepProps } from './step-props.ts'
import type { Previewed } from './use-preview.ts'
import { When } from './when.tsx'

interface Props extends StepProps {
  step: 'senders' | 'when'
  preview: Previewed
}

/** The choices of one step at the left, the plan they make at the right. */
export function PlanStep(props: Props) {
  const { step, preview, onStep, store } = props
  const onPick = (key: SlotKey) => store.set({ start: `${key}:00` })
  const { planned } = preview
  const joins = store.draft.join !== null
  const left = planned ? planned.calendar.groups.reduce((sum, { count }) => sum + count, 0) : 0
  return (
    <>
      <section className="wiz-left" aria-label={words.choices}>
        {step === 'senders' ? (
          <>
            <Senders {...props} />
            <WhenRecap {...props} />
          </>
        ) : (
          <>
            {joins ? <Joined {...props} /> : <SendersRecap {...props} />}
            <When {...props} />
          </>
        )}
      </section>
      <section className="wiz-right plan" aria-label={planWords.label} aria-busy={preview.behind}>
        <Right {...props} onPick={onPick} />
      </section>
      <Foot
        onBack={() => onStep(step === 'senders' || joins ? 'contacts' : 'senders')}
        onNext={() => onStep(step === 'senders' ? 'when' : 'summary')}
        next={words.next[step]}
        can={planned !== undefined && preview.error === null}
        says={
          left > 0 &&
          planned && (
            <>
              {words.leftOut(left, left + planned.summary.contacts)}{' '}
              <button type="button" className="link" onClick={() => onStep('contacts')}>
                {words.seeWhy}
              </button>
            </>
          )
        }
      />
    </>
  )
}

function Right({ options, store, preview, now, onPick, step }: Props & { onPick: (key: SlotKey) => void }) {
  const [asked, setAsked] = useState(false)
  const { planned, error } = preview
  if (!planned) return error ? <Notice tone="bad">{wordsOf(error)}</Notice> : <CalendarOnTheWay />
  return (
    <>
      <div className="verdict" aria-live="polite" aria-atomic="true">
        {error ? (
          <Refused error={error} />
        ) : (
          <Verdict
            planned={planned}
            more={
              planned.summary.emails > 0 && (
                <button type="button" className="link" aria-expanded={asked} onClick={() => setAsked(!asked)}>
                  {words.help.see}
                </button>
              )
            }
          />
        )}
      </div>
      {asked && !error && (
        <Help
          draft={store.draft}
          sequence={options.sequence.public_id}
          zone={planned.zone}
          onTake={store.set}
          onClose={() => setAsked(false)}
        />
      )}
      <div className={`wiz-plan ${error ? 'earlier' : ''}`}>
        <PlanCalendar planned={planned} name={options.sequence.name} now={now} onPick={onPick} key={step} />
      </div>
    </>
  )
}

/** The present choices can't be planned; the last plan stays below it. */
const Refused = ({ error }: { error: Error }) => (
  <>
    <p className="hero">{words.refused}</p>
    <p className="dim">
      {words.whyRefused(wordsOf(error))} {words.earlier}
    </p>
  </>
)

/** The calendar's own geometry, empty. */
function CalendarOnTheWay() {
  return (
    <div className="wiz-wait" role="status">
      <span className="unseen">{planWords.planning}</span>
      <Skeleton height={28} width="62%" mt={8} />
      <Skeleton height={12} width="44%" mt={14} mb={30} />
      <div className="wiz-grid" aria-hidden>
        {Array.from({ length: 40 }, (_, cell) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the cells are all alike and never move
          <i key={cell} />
        ))}
      </div>
    </div>
  )
}
