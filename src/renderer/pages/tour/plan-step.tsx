import { NumberInput, Radio, Skeleton } from '@mantine/core'
import { useNow } from '../../api/hooks.ts'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { PlanCalendar } from '../../parts/plan/plan-calendar.tsx'
import { Verdict } from '../../parts/plan/verdict.tsx'
import { plan as planWords } from '../../words/plan.ts'
import { tour } from '../../words/tour.ts'
import { type BodyProps, Foot, Next } from './pieces.tsx'
import { sampleName } from './samples.ts'
import type { Trial } from './trial.ts'

const words = tour.plan

/** The list as a plan: two or three choices at the left, the calendar they make at the right, without an account. */
export function PlanStep({ trial, onNext, onBack }: BodyProps) {
  return (
    <div className="tour-plan">
      <section className="tour-left" aria-label={words.choices}>
        <Choices trial={trial} />
      </section>
      <section className="tour-right plan" aria-label={planWords.label} aria-busy={trial.behind}>
        <Right trial={trial} />
      </section>
      <Foot onBack={onBack}>
        <Next label={tour.next.plan} onClick={onNext} disabled={!trial.ready} />
      </Foot>
    </div>
  )
}

function Right({ trial }: { trial: Trial }) {
  const { planned, error } = trial
  const ours = useNow()
  if (!planned)
    return error ? (
      <Notice tone="bad">
        <b>{words.refused}</b> {wordsOf(error)}
      </Notice>
    ) : (
      <div role="status">
        <span className="unseen">{words.waiting}</span>
        <Skeleton height={28} width="62%" mt={8} />
        <Skeleton height={12} width="44%" mt={14} />
      </div>
    )
  return (
    <>
      <div className="verdict" aria-live="polite" aria-atomic="true">
        {error ? <Notice tone="bad">{wordsOf(error)}</Notice> : <Verdict planned={planned} />}
      </div>
      <div className={`tour-calendar ${error ? 'earlier' : ''}`}>
        <PlanCalendar
          planned={planned}
          name={sampleName}
          now={ours ?? Date.parse(planned.calendar.now)}
          onPick={(key) => trial.set({ start: `${key}:00` })}
        />
      </div>
    </>
  )
}

const whole = (value: string | number, usual: number) => Math.max(1, Math.floor(Number(value)) || usual)

function Choices({ trial }: { trial: Trial }) {
  const { choices, set, planned } = trial
  const senders = planned?.calendar.senders.length ?? 0
  const left = planned?.calendar.groups.reduce((sum, { count }) => sum + count, 0) ?? 0
  return (
    <>
      <div>
        <h2>{words.senders(senders)}</h2>
        <p className="small dim">{senders > 1 ? words.sendersMore : words.sendersMine}</p>
        <div className="pace">
          <NumberInput
            w={64}
            min={1}
            max={1000}
            allowDecimal={false}
            allowNegative={false}
            value={choices.perHour}
            onChange={(value) => set({ perHour: whole(value, choices.perHour) })}
            aria-label={words.perHour}
          />
          {words.each}
        </div>
      </div>
      <Radio.Group
        value={choices.start === 'now' ? 'now' : 'later'}
        onChange={(value) => value === 'now' && set({ start: 'now' })}
        aria-label={words.start}
      >
        <h2>{words.start}</h2>
        <Radio value="now" className="choice" label={words.now} />
        <Radio
          value="later"
          className="choice"
          disabled={choices.start === 'now'}
          label={
            <>
              {words.later}{' '}
              <span className="faint">
                · {choices.start === 'now' ? words.click : words.monday(`${choices.start}:00Z`, 'UTC')}
              </span>
            </>
          }
        />
      </Radio.Group>
      <Radio.Group
        value={choices.spread ? 'spread' : 'asap'}
        onChange={(value) => set({ spread: value === 'spread' })}
        aria-label={words.pace}
      >
        <h2>{words.pace}</h2>
        <Radio value="asap" className="choice" label={words.asap} />
        <Radio value="spread" className="choice" label={words.spread} />
        <div className={`pace in ${choices.spread ? '' : 'quiet'}`}>
          <NumberInput
            w={72}
            min={1}
            allowDecimal={false}
            allowNegative={false}
            disabled={!choices.spread}
            value={choices.perDay}
            onChange={(value) => set({ perDay: whole(value, choices.perDay) })}
            aria-label={words.perDay}
          />
          {words.aDay}
        </div>
      </Radio.Group>
      <p className="fine dim">{words.emails}</p>
      {left > 0 && <p className="fine dim">{words.left(left)}</p>}
    </>
  )
}
