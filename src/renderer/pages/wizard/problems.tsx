import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Client } from '../../../shared/contract/index.ts'
import { api } from '../../api/client.ts'
import { EmailProblems } from '../../parts/email-problems.tsx'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import type { Planned } from '../../parts/plan/score-of.ts'
import { sequences } from '../../words/sequences.ts'
import { wizard } from '../../words/wizard.ts'
import './problems.css'

const words = wizard.problems
type Problem = Awaited<ReturnType<Client['sequences']['check']>>['problems'][number]

/** More are shown on demand: the rest of the summary must not be out of sight. */
const fewest = 5

/**
 * What the editor would say about the emails that are about to leave, with the servers of the senders that were chosen.
 * Who lacks a variable stands among those left out, counted for the contacts that were chosen.
 */
function useProblems(sequence: string, planned: Planned) {
  const accounts = planned.calendar.senders.filter(({ contacts }) => contacts > 0).map(({ account }) => account)
  const input = { sequence, accounts }
  const found = useQuery(api.sequences.check.queryOptions({ input, placeholderData: keepPreviousData }))
  return { ...found, problems: (found.data?.problems ?? []).filter(({ code }) => code !== 'missing_values') }
}

interface ProblemsProps {
  sequence: { public_id: string; name: string }
  planned: Planned
}

/** The emails' own problems, before they are many people's: serious ones first and plainly. */
export function SummaryProblems({ sequence, planned }: ProblemsProps) {
  const { problems, data, error } = useProblems(sequence.public_id, planned)
  const [isWhole, setWhole] = useState(false)
  const serious = problems.filter(({ severity }) => severity === 'error')
  const sorted = [...serious, ...problems.filter(({ severity }) => severity !== 'error')]
  const shown = isWhole ? sorted : sorted.slice(0, Math.max(fewest, serious.length))
  if (error) return <Notice tone="warn">{words.unknown(wordsOf(error))}</Notice>
  if (!data) return null
  if (problems.length === 0) return <p className="small dim wiz-problems">{words.none}</p>
  return (
    <section className="wiz-problems" aria-label={words.title}>
      {serious.length > 0 ? (
        <Notice tone="bad">{words.serious(new Set(serious.map(({ step }) => step)).size)}</Notice>
      ) : (
        <h3 className="head">{words.title}</h3>
      )}
      <EmailProblems
        label={words.title}
        problems={shown}
        place={(problem) => <ToPlace id={sequence.public_id} problem={problem} />}
      />
      {shown.length < sorted.length && (
        <button type="button" className="link small" onClick={() => setWhole(true)}>
          {words.more(sorted.length - shown.length)}
        </button>
      )}
    </section>
  )
}

const placeOf = ({ step, variant, part, line, column }: Problem): string => {
  const { parts, place } = sequences.problems
  const inside = line === null || column === null ? parts[part] : place(parts[part], line, column)
  return words.place(step, variant, part === 'step' ? null : inside)
}

/** Leads to the step in the editor, and to the place in it. */
function ToPlace({ id, problem }: { id: string; problem: Problem }) {
  const { step, variant, part, line, column } = problem
  const search = {
    step,
    part,
    ...(variant === null ? {} : { variant }),
    ...(line === null || column === null ? {} : { line, column }),
  }
  return (
    <Link to="/sequences/$id" params={{ id }} search={search} className="link">
      {placeOf(problem)}
    </Link>
  )
}
