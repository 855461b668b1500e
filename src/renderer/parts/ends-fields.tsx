import { Checkbox } from '@mantine/core'
import { engagementEnds as words } from '../words/engagement-ends.ts'
import { DayField } from './day-field.tsx'
import './ends-fields.css'

export interface ChosenEnds {
  company: boolean
  clicked: boolean
  /** `2026-12-18` */
  until: string | null
}

interface Props {
  ends: ChosenEnds
  onChange: (change: Partial<ChosenEnds>) => void
}

/** The ends that somebody may choose beside the rules for all. */
export function EndsFields({ ends, onChange }: Props) {
  return (
    <div className="ends-fields">
      <Checkbox
        className="choice"
        checked={ends.company}
        label={words.company}
        description={words.companyMore}
        onChange={({ currentTarget }) => onChange({ company: currentTarget.checked })}
      />
      <Checkbox
        className="choice"
        checked={ends.clicked}
        label={words.clicked}
        description={words.clickedMore}
        onChange={({ currentTarget }) => onChange({ clicked: currentTarget.checked })}
      />
      <div className="ends-until">
        <span aria-hidden>{words.until}</span>
        <DayField
          aria-label={words.until}
          clearable
          placeholder={words.noDay}
          value={ends.until ?? ''}
          onChange={(day) => onChange({ until: day || null })}
        />
      </div>
    </div>
  )
}
