import { EmailProblems } from '../../parts/email-problems.tsx'
import { sequences as words } from '../../words/sequences.ts'
import type { Problem } from './types.ts'

/** What is wrong with an email, where it is wrong. Told to those who hear the page when it changes. */
export function Problems({
  number,
  problems,
  onGo,
}: {
  number: number
  problems: Problem[]
  onGo: (problem: Problem) => void
}) {
  const { problems: said } = words
  return (
    <div aria-live="polite">
      {problems.length > 0 && (
        <EmailProblems
          label={said.label(number)}
          problems={problems}
          place={(problem) =>
            problem.line !== null &&
            problem.column !== null && (
              <button type="button" className="link" onClick={() => onGo(problem)}>
                {said.place(said.parts[problem.part], problem.line, problem.column)}
              </button>
            )
          }
        />
      )}
    </div>
  )
}
