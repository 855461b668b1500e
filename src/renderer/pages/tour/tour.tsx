import { ActionIcon } from '@mantine/core'
import { IconCheck, IconX } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { client } from '../../api/client.ts'
import { tour as words } from '../../words/tour.ts'
import { ListStep } from './list-step.tsx'
import type { BodyProps } from './pieces.tsx'
import { PlanStep } from './plan-step.tsx'
import { useTrial } from './trial.ts'
import { WhyStep } from './why-step.tsx'
import { YouStep } from './you-step.tsx'
import './tour.css'

const steps = ['you', 'list', 'plan', 'why'] as const
export type Step = (typeof steps)[number]

/** Whoever has been here, or said no, is not sent here again. */
const remember = () => client.views.save({ screen: 'tour', name: 'seen', query: {} })

/** Four calm steps to a plan of a list, without an account: who you are, a list, its plan, and why it is so. */
export function Tour() {
  const [step, setStep] = useState<Step>('you')
  const go = useNavigate()
  const trial = useTrial(step === 'plan' || step === 'why')
  const unsaved: BodyProps['unsaved'] = useRef(null)
  /** What can't be kept is said where it was typed, and nothing else happens. */
  const kept = async (go: () => unknown) => {
    const isKept = await (unsaved.current?.() ?? Promise.resolve()).then(
      () => true,
      () => false,
    )
    if (isKept) await go()
    return isKept
  }
  /** Nobody is kept here by a name that can't be saved: who was told so and skips once more leaves without it. */
  const wasTold = useRef(false)
  const skip = async () => {
    if (wasTold.current) await leave('/')
    else wasTold.current = !(await kept(() => leave('/')))
  }
  const leave: BodyProps['onLeave'] = async (to) => {
    // where it can't be written down the tour comes again, which harms nobody
    await remember().catch(() => {})
    await go({ to })
  }
  const at = steps.indexOf(step)
  const to = (by: 1 | -1) => setStep(steps[at + by] ?? step)
  return (
    <main className="tour" id="content">
      <header className="tour-top">
        <ActionIcon aria-label={words.skip} onClick={() => void skip()}>
          <IconX size={18} stroke={1.6} />
        </ActionIcon>
        <h1 className="grow strong">{words.title}</h1>
        <Steps at={at} onStep={(to) => void kept(() => setStep(to))} can={trial.ready} />
        <span className="grow tour-skip">
          <button type="button" className="link small" onClick={() => void skip()}>
            {step === 'why' ? words.done : words.skip}
          </button>
        </span>
      </header>
      <Body step={step} trial={trial} unsaved={unsaved} onNext={() => to(1)} onBack={() => to(-1)} onLeave={leave} />
    </main>
  )
}

function Steps({ at, onStep, can }: { at: number; onStep: (step: Step) => void; can: boolean }) {
  return (
    <nav aria-label={words.stepsLabel}>
      <ol className="steps">
        {steps.map((each, i) => (
          <li key={each} className={i < at ? 'done' : i === at ? 'on' : ''}>
            <button
              type="button"
              aria-current={i === at ? 'step' : undefined}
              disabled={i > 1 && !can}
              onClick={() => onStep(each)}
            >
              <span className="k">{i < at ? <IconCheck size={13} stroke={2.2} aria-hidden /> : i + 1}</span>
              {words.steps[each]}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  )
}

function Body({ step, ...props }: BodyProps & { step: Step }) {
  if (step === 'you') return <YouStep {...props} />
  if (step === 'list') return <ListStep {...props} />
  return step === 'plan' ? <PlanStep {...props} /> : <WhyStep {...props} />
}
