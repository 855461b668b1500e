import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { sequences as words } from '../../words/sequences.ts'
import { Delay } from './delay.tsx'
import { type Draft, testedOf } from './draft.ts'
import { usePictures } from './pictures.ts'
import { Preview } from './preview.tsx'
import { Step } from './step.tsx'
import type { Problem } from './types.ts'
import { useAsked } from './use-asked.ts'
import type { Drafting } from './use-draft.tsx'
import { useLeft } from './use-left.ts'
import { useCheck, useWritten } from './use-writing.ts'
import { textOf } from './variants.tsx'
import './editor.css'

const last = 'the last one'

/** Of the way to write it that is open; of a closed step, of all. */
const isOf = (problem: Problem, letter: string | null): boolean =>
  letter === null || problem.variant === null || problem.variant === letter

/** As the preview wants them: each step with one text, the open one with that which is looked at. */
const rendered = (steps: ReturnType<typeof useWritten>['steps'], open: number, letter: string) =>
  steps.map((step, at) => {
    const { subject, html, text } = (at === open && step.variants.find(({ key }) => key === letter)) || step
    const { kind, thread } = step
    return { kind, thread, subject, ...(html === undefined ? {} : { html }), ...(text === undefined ? {} : { text }) }
  })

/** Which email is open, and which way to write it; at first the one that the address names. */
function useOpen(draft: Draft) {
  const { first, take } = useAsked()
  const [openKey, setKey] = useState((draft.steps[(first?.step ?? 1) - 1] ?? draft.steps[0])?.key)
  const [variant, setVariant] = useState(first?.variant ?? 'A')
  const found = draft.steps.findIndex(({ key }) => key === openKey)
  // One that was just added has no key yet that anybody here knows.
  const open = openKey === last ? draft.steps.length - 1 : Math.max(0, found)
  const setOpen = (key: string) => {
    setKey(key)
    setVariant('A')
  }
  return { open, setOpen, variant, setVariant, take }
}

/** The emails in order, one of them open; beside it, that one as a contact would get it. */
export function Editor({ drafting }: { drafting: Drafting }) {
  const { draft, dispatch, tried, trouble, whole } = drafting
  const { open, setOpen, variant, setVariant, take } = useOpen(draft)
  const { steps, isSettled } = useWritten(draft)
  const check = useCheck(steps)
  const left = useLeft(draft, tried)
  const problems = isSettled || !check.isFetching ? left.shown(check.data?.problems ?? []) : []
  const wrong = check.data?.problems.find(({ severity }) => severity === 'error')?.step
  const refused = trouble?.kind === 'failed' && wrong ? draft.steps[wrong - 1]?.key : undefined
  const unknown = (check.data?.variables ?? []).filter(({ known }) => !known).map(({ name }) => name)
  const opened = draft.steps[open]
  const pictures = usePictures(whole?.public_id ?? null, opened ? textOf(opened, variant).files : [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: when saving was refused, and not each time it is drawn
  useEffect(() => {
    if (refused) setOpen(refused)
  }, [refused])
  return (
    <div className="seq-editor">
      <ol className="seq-steps" aria-label={words.editor.label}>
        {draft.steps.map((step, at) => (
          <li key={step.key}>
            {at > 0 && <Delay step={step} number={at + 1} dispatch={dispatch} />}
            <Step
              {...{ draft, at, dispatch }}
              isOpen={at === open}
              onOpen={() => setOpen(step.key)}
              variant={at === open && step.variants.some(({ letter }) => letter === variant) ? variant : 'A'}
              onVariant={setVariant}
              unknown={unknown}
              take={take}
              pictures={pictures.known}
              onLeave={(part) => left.leave(step.key, part)}
              problems={problems.filter(
                (problem) => problem.step === at + 1 && isOf(problem, at === open ? variant : null),
              )}
            />
          </li>
        ))}
        <li className="seq-add">
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={15} stroke={1.8} aria-hidden />}
            onClick={() => {
              dispatch({ do: 'add' })
              setOpen(last)
            }}
          >
            {words.editor.add}
          </Button>
        </li>
      </ol>
      <Preview
        steps={rendered(steps, open, variant)}
        step={Math.min(open + 1, steps.length)}
        pictures={pictures}
        tested={() => testedOf(draft, open, variant)}
        sequence={whole?.public_id}
        task={opened?.kind === 'task' ? opened.note.trim() : null}
      />
    </div>
  )
}
