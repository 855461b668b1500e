import { ActionIcon, Button, SegmentedControl } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { memo } from 'react'
import { useSteady } from '../../parts/steady.ts'
import { calendar as words } from '../../words/calendar-page.ts'
import type { View } from './plan.ts'

/** A week is drawn in two ways: by the hour, or as a score. */
export type Shown = View | 'score'

export interface HeadProps {
  view: View
  date: string
  by: 'sender' | 'sequence'
  mode: 'week' | 'score'
  onView: (shown: Shown) => void
  onBy: (by: 'sender' | 'sequence') => void
  onTurn: (by: -1 | 1) => void
  onToday: () => void
}

const Drawn = memo((props: HeadProps) => {
  const { view, date } = props
  return (
    <header className="cal-head">
      <h1>{words.title(view, date)}</h1>
      <div className="row">
        <ActionIcon aria-label={words.earlier[view]} onClick={() => props.onTurn(-1)}>
          <IconChevronLeft size={18} stroke={1.6} />
        </ActionIcon>
        <Button variant="default" size="xs" onClick={props.onToday}>
          {words.today}
        </Button>
        <ActionIcon aria-label={words.later[view]} onClick={() => props.onTurn(1)}>
          <IconChevronRight size={18} stroke={1.6} />
        </ActionIcon>
      </div>
      <div className="row acts">
        <SegmentedControl
          aria-label={words.by.label}
          value={props.by}
          onChange={(to) => props.onBy(to as 'sender' | 'sequence')}
          data={[
            { value: 'sender', label: words.by.sender },
            { value: 'sequence', label: words.by.sequence },
          ]}
        />
        <SegmentedControl
          aria-label={words.view.label}
          value={view === 'week' ? props.mode : view}
          onChange={(to) => props.onView(to as Shown)}
          data={(['day', 'week', 'score', 'month'] as const).map((value) => ({ value, label: words.view[value] }))}
        />
      </div>
    </header>
  )
})

/**
 * What is on show and how: month, a page back or forth, lines for whom, day, week or month. Not drawn again while a
 * slider below moves.
 */
export function Head(props: HeadProps) {
  return (
    <Drawn
      {...props}
      onView={useSteady(props.onView)}
      onBy={useSteady(props.onBy)}
      onTurn={useSteady(props.onTurn)}
      onToday={useSteady(props.onToday)}
    />
  )
}
