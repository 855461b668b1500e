import { DateInput, type DateInputProps } from '@mantine/dates'
import { type KeyboardEvent, useState } from 'react'
import { dayField as words } from '../words/day-field.ts'
import { typedDay } from './typed-day.ts'

interface DayFieldProps extends Pick<DateInputProps, 'label' | 'aria-label' | 'clearable' | 'placeholder'> {
  'data-autofocus'?: boolean
  /** "2026-11-14"; empty: none chosen. */
  value: string
  onChange: (day: string) => void
  /** The day its calendar opens at while none is chosen. */
  near?: string | undefined
}

/**
 * A day, typed or picked. Written the same on every computer, the month by its name; weeks begin on Monday. Its calendar
 * opens with a press or the arrow down, not with the focus: it would cover what the choice leads to.
 */
export function DayField({ value, onChange, near, ...rest }: DayFieldProps) {
  const [isOpen, setOpen] = useState(false)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' && !isOpen) {
      event.preventDefault()
      setOpen(true)
    } else if (event.key === 'Escape' && isOpen) {
      // the dialog around it stays
      event.preventDefault()
      event.stopPropagation()
      setOpen(false)
    } else if (event.key.length === 1 || event.key === 'Backspace') setOpen(false)
  }
  return (
    <DateInput
      placeholder={words.like}
      {...rest}
      valueFormat={words.format}
      dateParser={typedDay}
      firstDayOfWeek={1}
      value={value || null}
      {...(near === undefined ? {} : { defaultDate: near })}
      onChange={(day) => onChange(day ?? '')}
      // inside a popover or a dialog a press on a day is no press beside it
      popoverProps={{ withinPortal: false, opened: isOpen }}
      onClick={() => setOpen(true)}
      onBlur={() => setOpen(false)}
      onKeyDown={onKeyDown}
      getDayProps={() => ({ onClick: () => setOpen(false) })}
      nextLabel={words.next}
      previousLabel={words.previous}
    />
  )
}
