import { DateInput, type DateInputProps } from '@mantine/dates'
import { dayField as words } from '../words/day-field.ts'
import { typedDay } from './typed-day.ts'

interface DayFieldProps extends Pick<DateInputProps, 'label' | 'aria-label' | 'clearable'> {
  'data-autofocus'?: boolean
  /** "2026-11-14"; empty: none chosen. */
  value: string
  onChange: (day: string) => void
  /** The day its calendar opens at while none is chosen. */
  near?: string
}

/** A day, typed or picked. Written the same on every computer, the month by its name; weeks begin on Monday. */
export const DayField = ({ value, onChange, near, ...rest }: DayFieldProps) => (
  <DateInput
    {...rest}
    placeholder={words.like}
    valueFormat={words.format}
    dateParser={typedDay}
    firstDayOfWeek={1}
    highlightToday
    value={value || null}
    {...(near === undefined ? {} : { defaultDate: near })}
    onChange={(day) => onChange(day ?? '')}
    // inside a popover or a dialog a press on a day is no press beside it
    popoverProps={{ withinPortal: false }}
    nextLabel={words.next}
    previousLabel={words.previous}
  />
)
