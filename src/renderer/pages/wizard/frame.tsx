import { ActionIcon, Button, Skeleton } from '@mantine/core'
import { IconArrowRight, IconCheck, IconX } from '@tabler/icons-react'
import { useNavigate, useParams } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { wizard as words } from '../../words/wizard.ts'
import type { Options } from './draft.ts'
import { type Step, stepsOf } from './search.ts'
import type { Kept } from './use-draft.ts'

interface Says {
  store: Kept
  zone: string
  now: number
  opened: string | null
  onOver: () => void
}

interface FrameProps {
  options: Options
  step: Step
  onStep: (step: Step) => void
  says: Says
  children: ReactNode
}

/** The wizard fills the window: what is scheduled, the steps, what became of the draft; the step; its foot. */
export function Frame({ options, step, onStep, says, children }: FrameProps) {
  return (
    <main className="wiz" id="content" tabIndex={-1}>
      <header className="wiz-top">
        <Close />
        <h1 className="grow clip">
          <span className="strong">
            {says.store.draft.join === null ? words.schedule(options.sequence.name) : words.add(options.sequence.name)}
          </span>{' '}
          <span className="dim">· {words.stepsOf(options.sequence.steps)}</span>
        </h1>
        <Steps step={step} steps={stepsOf(says.store.draft.join)} onStep={onStep} />
        <div className="grow fine faint wiz-draft">
          <DraftSays {...says} />
        </div>
      </header>
      {children}
    </main>
  )
}

function Close() {
  const { id } = useParams({ from: '/schedule/$id' })
  const go = useNavigate()
  return (
    <ActionIcon aria-label={words.close} onClick={() => void go({ to: '/sequences/$id', params: { id } })}>
      <IconX size={18} stroke={1.6} />
    </ActionIcon>
  )
}

function Steps({ step, steps, onStep }: { step: Step; steps: readonly Step[]; onStep: (step: Step) => void }) {
  const at = steps.indexOf(step)
  return (
    <nav aria-label={words.stepsLabel}>
      <ol className="steps">
        {steps.map((each, i) => (
          <li key={each} className={i < at ? 'done' : i === at ? 'on' : ''}>
            <button type="button" aria-current={i === at ? 'step' : undefined} onClick={() => onStep(each)}>
              <span className="k">{i < at ? <IconCheck size={13} stroke={2.2} aria-hidden /> : i + 1}</span>
              {words.steps[each]}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  )
}

function DraftSays({ store, zone, now, opened, onOver }: Says) {
  const [at, setAt] = useState<number | null>(null)
  const latest = useRef(now)
  latest.current = now
  useEffect(() => {
    if (store.times > 0) setAt(latest.current)
  }, [store.times])
  const said =
    store.keeping === 'failed'
      ? words.draft.failed
      : at !== null
        ? words.draft.kept(at, zone)
        : opened !== null && store.keeping === 'untouched'
          ? words.draft.opened(opened, zone, now)
          : ''
  return (
    <>
      <span role="status">{said}</span>
      {(at !== null || opened !== null) && (
        <button type="button" className="link" onClick={onOver}>
          {words.draft.over}
        </button>
      )}
    </>
  )
}

interface FootProps {
  onBack?: (() => void) | undefined
  onNext?: (() => void) | undefined
  next?: string | undefined
  /** Instead of the button that goes on. */
  children?: ReactNode
  says?: ReactNode
  /** False: the next step would have nothing to show. */
  can?: boolean
}

/** Back at the left, what is said in between, onwards at the right. */
export function Foot({ onBack, onNext, next, children, says, can = true }: FootProps) {
  return (
    <footer className="wiz-foot">
      {onBack && (
        <Button variant="default" onClick={onBack}>
          {words.back}
        </Button>
      )}
      <span className="small dim">{says}</span>
      <span className="grow small dim wiz-nothing">{words.nothingSent}</span>
      {children ?? (
        <Button rightSection={<IconArrowRight size={16} aria-hidden />} onClick={onNext} disabled={!can} data-next>
          {next}
        </Button>
      )}
    </footer>
  )
}

/** Before anything is known: the wizard's own geometry, or what went wrong. */
export function Waiting({ children }: { children?: ReactNode }) {
  return (
    <main className="wiz" aria-busy={children === undefined}>
      <header className="wiz-top">
        <Close />
        <h1 className="unseen">{words.steps.contacts}</h1>
      </header>
      <section className="wiz-left" aria-label={words.choices}>
        {!children && [0, 1, 2].map((row) => <Skeleton key={row} height={12} width={`${[60, 44, 52][row]}%`} />)}
      </section>
      <section className="wiz-right">
        {children ?? (
          <>
            <Skeleton height={28} width="62%" mt={10} />
            <Skeleton height={12} width="44%" mt={16} />
          </>
        )}
      </section>
    </main>
  )
}
