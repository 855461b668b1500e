import { IconAlertTriangle, IconBulb } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { saidOfLiquid } from '../words/format.ts'
import './email-problems.css'

/** What is wrong with an email, as a check says it. */
export interface EmailProblem {
  variant: string | null
  part: string
  line: number | null
  column: number | null
  severity: 'error' | 'warning'
  message: string
}

interface Props<P extends EmailProblem> {
  label: string
  problems: readonly P[]
  /** Where it is, as that which leads there; null: there is nowhere to lead. */
  place: (problem: P) => ReactNode
}

/** Problems of emails, each led by its place: what is serious is told from a hint by its sign. */
export function EmailProblems<P extends EmailProblem & { step?: number }>({ label, problems, place }: Props<P>) {
  return (
    <ul className="mail-problems" aria-label={label}>
      {problems.map((problem) => {
        const where = place(problem)
        return (
          <li
            key={`${problem.step} ${problem.variant} ${problem.part} ${problem.line} ${problem.column} ${problem.message}`}
            className={problem.severity}
          >
            {problem.severity === 'error' ? (
              <IconAlertTriangle size={15} stroke={1.75} aria-hidden />
            ) : (
              <IconBulb size={15} stroke={1.75} aria-hidden />
            )}
            <span>
              {where && <>{where}: </>}
              {saidOfLiquid(problem.message)}
            </span>
          </li>
        )
      })}
    </ul>
  )
}
