import { IconAlertTriangle, IconBulb } from '@tabler/icons-react'
import { saidOfLiquid } from '../../words/format.ts'
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
        <ul className="seq-problems" aria-label={said.label(number)}>
          {problems.map((problem) => (
            <li
              key={`${problem.part} ${problem.line} ${problem.column} ${problem.message}`}
              className={problem.severity}
            >
              {problem.severity === 'error' ? (
                <IconAlertTriangle size={15} stroke={1.75} aria-hidden />
              ) : (
                <IconBulb size={15} stroke={1.75} aria-hidden />
              )}
              <span>
                {problem.line !== null && problem.column !== null && (
                  <>
                    <button type="button" className="link" onClick={() => onGo(problem)}>
                      {said.place(said.parts[problem.part], problem.line, problem.column)}
                    </button>
                    :{' '}
                  </>
                )}
                {saidOfLiquid(problem.message)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
