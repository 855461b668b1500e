import { IconX } from '@tabler/icons-react'
import { senderText } from '../../../shared/domain/sandbox-sender.ts'
import { report as words } from '../../words/report.ts'
import type { sequenceSearch } from './search.ts'
import type { Report } from './types.ts'

export type Narrowed = Omit<ReturnType<typeof sequenceSearch>, 'tab'>

/** What a figure of the report has narrowed the list of contacts to, said in words, and the way back. */
export function NarrowChip({ search, figures, onClear }: { search: Narrowed; figures: Report; onClear: () => void }) {
  const { step, email, variant, last_step, last_account } = search
  const sender = figures.perSender.find(({ account }) => account === last_account)?.sender
  const parts = [
    step !== undefined && words.narrow.step(step),
    variant !== undefined && words.narrow.variant(variant),
    email?.map((state) => words.states[state]).join(', '),
    last_step !== undefined && words.narrow.last(last_step),
    last_account !== undefined && words.narrow.from(senderText(sender ?? last_account)),
  ].filter((part) => typeof part === 'string')
  if (parts.length === 0) return null
  const said = parts.join(' · ')
  return (
    <ul className="chips">
      <li>
        <span className="clip">{said}</span>
        <button type="button" aria-label={words.narrow.clear(said)} onClick={onClear}>
          <IconX size={13} stroke={1.8} aria-hidden />
        </button>
      </li>
    </ul>
  )
}
