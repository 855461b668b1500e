import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { hourText } from '../../../shared/domain/time-text.ts'
import { hoursText } from '../../../shared/domain/window.ts'
import { settings } from '../../words/settings.ts'
import { blocksOf, type Week, withCell } from './week.ts'
import './week.css'

const words = settings.hours
const hours = Array.from({ length: 24 }, (_, hour) => hour)

const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -24, ArrowDown: 24 }

/** Where a key leads from a cell; undefined where it leads nowhere. */
function target(cell: number, key: string): number | undefined {
  if (key === 'Home') return cell - (cell % 24)
  if (key === 'End') return cell - (cell % 24) + 23
  const step = steps[key]
  if (step === undefined) return undefined
  const to = cell + step
  const sameRow = Math.floor(to / 24) === Math.floor(cell / 24)
  return to >= 0 && to < 168 && (Math.abs(step) === 24 || sameRow) ? to : undefined
}

/** Drawing with the pointer: the first cell decides whether hours are opened or closed. */
function useDrawing(week: Week, onChange: (week: Week) => void) {
  const drawing = useRef<boolean | null>(null)
  useEffect(() => {
    const end = () => {
      drawing.current = null
    }
    window.addEventListener('pointerup', end)
    window.addEventListener('pointercancel', end)
    return () => {
      window.removeEventListener('pointerup', end)
      window.removeEventListener('pointercancel', end)
    }
  }, [])
  return {
    start: (cell: number) => {
      drawing.current = !week.has(cell)
      onChange(withCell(week, cell, drawing.current))
    },
    over: (cell: number) => {
      if (drawing.current !== null) onChange(withCell(week, cell, drawing.current))
    },
  }
}

interface GridProps {
  week: Week
  onChange: (week: Week) => void
}

function useGridKeys({ week, onChange }: GridProps) {
  const [at, setAt] = useState(9)
  const grid = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const to = target(at, event.key)
    if (to !== undefined) {
      if (event.shiftKey) onChange(withCell(week, to, week.has(at)))
      setAt(to)
      grid.current?.querySelector<HTMLElement>(`[data-cell="${to}"]`)?.focus()
    } else if (event.key === ' ' || event.key === 'Enter') onChange(withCell(week, at, !week.has(at)))
    else return
    event.preventDefault()
  }
  return { at, setAt, grid, onKeyDown }
}

/** The week's sending hours, drawn with the mouse or by keyboard. */
export function WeekGrid(props: GridProps) {
  const { week } = props
  const drawing = useDrawing(week, props.onChange)
  const { at, setAt, grid, onKeyDown } = useGridKeys(props)
  const blocks = blocksOf(week)
  return (
    <div className="st-hours-week">
      <div className="st-hours-axis fine faint" aria-hidden>
        {hours
          .filter((hour) => hour % 3 === 0)
          .map((hour) => (
            <span key={hour}>{hourText(hour)}</span>
          ))}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a table of 168 buttons would be left and entered 168 times by Tab */}
      <div
        role="grid"
        tabIndex={-1}
        aria-label={words.grid}
        aria-describedby="week-how"
        ref={grid}
        onKeyDown={onKeyDown}
      >
        {words.days.map((day, row) => (
          // biome-ignore lint/a11y/useSemanticElements: as the grid
          // biome-ignore lint/a11y/useFocusableInteractive: its cells have the focus
          <div role="row" className="st-hours-row" key={day}>
            {/* biome-ignore lint/a11y/useSemanticElements: as the grid */}
            {/* biome-ignore lint/a11y/useFocusableInteractive: it is a heading */}
            <div role="rowheader" className="hours-day small">
              {day}
            </div>
            {hours.map((hour) => {
              const cell = row * 24 + hour
              const open = week.has(cell)
              return (
                // biome-ignore lint/a11y/useSemanticElements: as the grid
                <div
                  key={cell}
                  role="gridcell"
                  data-cell={cell}
                  tabIndex={at === cell ? 0 : -1}
                  aria-selected={open}
                  aria-label={words.cell(day, hourText(hour), hourText(hour + 1), open)}
                  className={`st-hours-cell ${open ? 'open' : ''}`}
                  onFocus={() => setAt(cell)}
                  onPointerDown={(event) => {
                    event.currentTarget.releasePointerCapture?.(event.pointerId)
                    drawing.start(cell)
                  }}
                  onPointerEnter={() => drawing.over(cell)}
                />
              )
            })}
            {/* biome-ignore lint/a11y/useSemanticElements: as the grid */}
            {/* biome-ignore lint/a11y/useFocusableInteractive: it only says the row in words */}
            <div role="gridcell" className="st-hours-said small dim">
              {hoursText(blocks, row + 1) || words.closed}
            </div>
          </div>
        ))}
      </div>
      <p id="week-how" className="fine faint">
        {words.how}
      </p>
    </div>
  )
}
