import { SegmentedControl, Textarea } from '@mantine/core'
import { writing } from '../../words/sequence-writing.ts'
import type { DraftStep } from './draft.ts'

interface KindProps {
  step: DraftStep
  change: (some: Partial<DraftStep>) => void
}

/** Whether it is an email or something a person does, and whether it goes on with the conversation. */
export function Kind({ step, change }: KindProps) {
  const { kinds } = writing
  return (
    <div className="row seq-kind">
      <SegmentedControl
        aria-label={kinds.label}
        disabled={step.used}
        data={[
          { value: 'email', label: kinds.email },
          { value: 'task', label: kinds.task },
        ]}
        value={step.kind}
        onChange={(kind) => change({ kind: kind === 'task' ? 'task' : 'email' })}
      />
      {step.kind === 'email' && (
        <SegmentedControl
          aria-label={kinds.thread}
          data={[
            { value: 'reply', label: kinds.reply },
            { value: 'new', label: kinds.fresh },
          ]}
          value={step.thread}
          onChange={(thread) => change({ thread: thread === 'new' ? 'new' : 'reply' })}
        />
      )}
    </div>
  )
}

/** What a person is to do. */
export function Task({ step, change }: KindProps) {
  const { kinds } = writing
  return (
    <div className="seq-fields">
      <Textarea
        label={kinds.note}
        description={kinds.noteMore}
        maxLength={2000}
        autosize
        minRows={3}
        value={step.note}
        onChange={({ currentTarget }) => change({ note: currentTarget.value })}
      />
    </div>
  )
}
