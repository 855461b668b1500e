import { ActionIcon, Menu } from '@mantine/core'
import {
  IconAlertTriangle,
  IconArrowDown,
  IconArrowUp,
  IconBulb,
  IconCopy,
  IconDots,
  IconLock,
  IconPaperclip,
  IconTrash,
} from '@tabler/icons-react'
import { LiquidText } from '../../parts/rich/liquid-text.tsx'
import { say } from '../../parts/say.tsx'
import { count } from '../../words/format.ts'
import { writing } from '../../words/sequence-writing.ts'
import { sequences as words } from '../../words/sequences.ts'
import { shell } from '../../words/shell.ts'
import { canCopy, canMove, canRemove, type Draft, type DraftStep, type Edit } from './draft.ts'
import { Fields } from './fields.tsx'
import { Kind, Task } from './kind.tsx'
import type { Problem } from './types.ts'
import type { Take } from './use-asked.ts'
import { textOf, Variants, withText } from './variants.tsx'

interface StepProps {
  draft: Draft
  at: number
  dispatch: (edit: Edit) => void
  isOpen: boolean
  onOpen: () => void
  /** A field of it was left. */
  onLeave: (part: string) => void
  problems: Problem[]
  /** Variables that no contact has. */
  unknown: readonly string[]
  /** Of the open email, by content id. */
  pictures: Readonly<Record<string, string>>
  /** Which way to write it is open. */
  variant: string
  onVariant: (letter: string) => void
  /** Gives the place that it is opened for, once. */
  take: Take
}

/** One email: closed, a line that says what it is; open, everything that makes it. */
export function Step(props: StepProps) {
  const { draft, at, isOpen, onOpen, problems } = props
  const step = draft.steps[at] as DraftStep
  const number = at + 1
  const { editor } = words
  const isTask = step.kind === 'task'
  const shownSubject = isTask
    ? step.note.trim()
    : step.subject.trim() || (step.thread === 'new' ? editor.noSubject : editor.same)
  return (
    <section className={`seq-step ${isOpen ? 'open' : ''}`} aria-label={editor.step(number)}>
      <div className="seq-step-head">
        <button type="button" className="seq-step-open" aria-expanded={isOpen} onClick={onOpen}>
          <span className="seq-number" aria-hidden>
            {number}
          </span>
          <span className="seq-step-name">
            <b>{isTask ? writing.kinds.taskOf(number) : editor.step(number)}</b>
            {!isOpen && (
              <span className={`clip ${isTask || step.subject.trim() ? '' : 'faint'}`}>
                {isTask ? shownSubject : <LiquidText text={shownSubject} />}
              </span>
            )}
          </span>
        </button>
        <Marks step={step} problems={isOpen ? [] : problems} />
        <More {...props} step={step} />
      </div>
      {isOpen && <Open {...props} step={step} />}
    </section>
  )
}

function Open({
  step,
  at,
  variant,
  onVariant,
  dispatch,
  problems,
  draft,
  onLeave,
  unknown,
  pictures,
  take,
}: StepProps & { step: DraftStep }) {
  const number = at + 1
  const change = (some: Partial<DraftStep>) => dispatch({ do: 'step', key: step.key, change: some })
  return (
    <>
      {number > 1 && <Kind step={step} change={change} />}
      {step.kind === 'task' ? (
        <Task step={step} change={change} />
      ) : (
        <>
          <Variants step={step} shown={variant} onShow={onVariant} change={change} />
          <Fields
            key={variant}
            {...{ draft, step, number, problems, onLeave, unknown, pictures, take }}
            text={textOf(step, variant)}
            change={(some) => change(withText(step, variant, some))}
          />
        </>
      )}
    </>
  )
}

function Marks({ step, problems }: { step: DraftStep; problems: Problem[] }) {
  const errors = problems.filter(({ severity }) => severity === 'error').length
  const hints = problems.length - errors
  return (
    <span className="row seq-marks">
      {errors > 0 && (
        <span className="state bad">
          <IconAlertTriangle size={15} stroke={1.75} aria-hidden />
          {words.problems.errors(errors)}
        </span>
      )}
      {errors === 0 && hints > 0 && (
        <span className="state">
          <IconBulb size={15} stroke={1.75} aria-hidden />
          {words.problems.hints(hints)}
        </span>
      )}
      {step.files.length > 0 && (
        <span className="state">
          <IconPaperclip size={15} stroke={1.75} aria-hidden />
          {count(step.files.length)}
          <span className="unseen">{words.files.list}</span>
        </span>
      )}
      {step.used && (
        <span className="state off">
          <IconLock size={15} stroke={1.75} aria-hidden />
          {words.editor.inUse}
        </span>
      )}
    </span>
  )
}

function More({ draft, at, step, dispatch }: StepProps & { step: DraftStep }) {
  const { editor } = words
  const number = at + 1
  const remove = () => {
    dispatch({ do: 'remove', key: step.key })
    say({ title: editor.removed(number), action: { label: shell.undo, run: () => dispatch({ do: 'all', draft }) } })
  }
  const item = (Icon: typeof IconCopy, label: string, able: boolean, act: () => void) =>
    able && (
      <Menu.Item leftSection={<Icon size={16} stroke={1.7} aria-hidden />} onClick={act}>
        {label}
      </Menu.Item>
    )
  const able = [canMove(draft, at, -1), canMove(draft, at, 1), canCopy(draft, at), canRemove(draft, at)] as const
  if (!able.some(Boolean)) return <span className="seq-no-more" />
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon aria-label={editor.more(number)}>
          <IconDots size={17} stroke={1.7} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {item(IconArrowUp, editor.up, able[0], () => dispatch({ do: 'up', key: step.key }))}
        {item(IconArrowDown, editor.down, able[1], () => dispatch({ do: 'down', key: step.key }))}
        {item(IconCopy, editor.copy, able[2], () => dispatch({ do: 'copy', key: step.key }))}
        {item(IconTrash, editor.remove, able[3], remove)}
      </Menu.Dropdown>
    </Menu>
  )
}
