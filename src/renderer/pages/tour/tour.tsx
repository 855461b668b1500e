import { ActionIcon, Button } from '@mantine/core'
import { IconArrowRight, IconCheck, IconX } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { client } from '../../api/client.ts'
import { tour as words } from '../../words/tour.ts'
import { ListStep } from './list-step.tsx'
import { PlanStep } from './plan-step.tsx'
import { type Trial, useTrial } from './trial.ts'
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
  const leave = (to: '/' | '/contacts/import' | '/mailboxes/connect') => {
    void remember().catch(() => {})
    void go({ to })
  }
  const at = steps.indexOf(step)
  const to = (by: 1 | -1) => setStep(steps[at + by] ?? step)
  return (
    <main className="tour" id="content">
      <header className="tour-top">
        <ActionIcon aria-label={words.skip} onClick={() => leave('/')}>
          <IconX size={18} stroke={1.6} />
        </ActionIcon>
        <h1 className="grow strong">{words.title}</h1>
        <Steps at={at} onStep={setStep} can={trial.ready} />
        <span className="grow tour-skip">
          <button type="button" className="link small" onClick={() => leave('/')}>
            {step === 'why' ? words.done : words.skip}
          </button>
        </span>
      </header>
      <Body step={step} trial={trial} onNext={() => to(1)} onBack={() => to(-1)} onLeave={leave} />
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

export interface BodyProps {
  trial: Trial
  onNext: () => void
  onBack: () => void
  onLeave: (to: '/' | '/contacts/import' | '/mailboxes/connect') => void
}

function Body({ step, ...props }: BodyProps & { step: Step }) {
  if (step === 'you') return <YouStep {...props} />
  if (step === 'list') return <ListStep {...props} />
  return step === 'plan' ? <PlanStep {...props} /> : <WhyStep {...props} />
}

/** Back, what is promised, and onwards; Enter in a form goes on too. */
export function Foot(props: { onBack?: () => void; children: ReactNode }) {
  return (
    <footer className="tour-foot">
      {props.onBack && (
        <Button variant="default" onClick={props.onBack}>
          {words.back}
        </Button>
      )}
      <span className="grow small dim">{words.foot}</span>
      {props.children}
    </footer>
  )
}

export function Next({
  label,
  onClick,
  disabled,
  submit,
}: {
  label: string
  onClick?: () => void
  disabled?: boolean
  submit?: boolean
}) {
  return (
    <Button
      type={submit ? 'submit' : 'button'}
      rightSection={<IconArrowRight size={16} aria-hidden />}
      onClick={onClick}
      disabled={disabled ?? false}
      data-next
    >
      {label}
    </Button>
  )
}

/** A sentence with its point in the accent; takes the focus, because the button that led here is gone. */
export function Hero({ said: [before, point, after] }: { said: readonly [string, string, string] }) {
  const head = useRef<HTMLHeadingElement>(null)
  useEffect(() => head.current?.focus(), [])
  return (
    <h2 className="hero" ref={head} tabIndex={-1}>
      {before}
      <em>{point}</em>
      {after}
    </h2>
  )
}
