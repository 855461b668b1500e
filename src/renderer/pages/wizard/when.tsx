import { ActionIcon, NumberInput, Radio } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useState } from 'react'
import { keyOf } from '../../parts/score/model.ts'
import { wizard } from '../../words/wizard.ts'
import type { Draft } from './draft.ts'
import { Ends } from './ends.tsx'
import { localInstant } from './recap.tsx'
import type { StepProps } from './step-props.ts'
import { Nearest, TypedStart } from './typed-start.tsx'
import type { Previewed } from './use-preview.ts'

const words = wizard.when
type Props = StepProps & { preview: Previewed }

/** When it begins, and how fast. */
export function When(props: Props) {
  return (
    <>
      <Start {...props} />
      {props.store.draft.join === null && (
        <>
          <Pace {...props} />
          <Ends {...props} />
        </>
      )}
    </>
  )
}

/** The hour that the pencil and the other radio begin with: where it would start now. */
function firstHour({ preview, options, now }: Props): string {
  const { planned } = preview
  const at = planned?.slots.find(({ emails }) => emails > 0)?.start ?? planned?.calendar.next_open ?? options.next_open
  return `${keyOf(at ? Date.parse(at) : now, planned?.zone ?? options.zone)}:00`
}

function Start(props: Props) {
  const { store, preview, options, now } = props
  const { start } = store.draft
  const [typing, setTyping] = useState(false)
  const zone = preview.planned?.zone ?? options.zone
  const first = preview.planned?.slots.find(({ emails }) => emails > 0)?.start ?? options.next_open
  const next = preview.planned?.calendar.next_open ?? options.next_open
  return (
    <Radio.Group
      value={start === 'now' ? 'now' : 'later'}
      onChange={(value) => store.set({ start: value === 'now' ? 'now' : firstHour(props) })}
      aria-label={words.start}
    >
      <h2>{words.start}</h2>
      <Radio
        value="now"
        className="choice"
        label={
          <>
            {words.now}{' '}
            {start === 'now' && first && <span className="faint">· {words.nowIn(first, next, zone, now)}</span>}
          </>
        }
      />
      <div className="opt-row">
        <Radio
          value="later"
          className="choice"
          label={
            <>
              {words.later}{' '}
              <span className="faint">
                · {start === 'now' ? words.click : words.chosen(localInstant(start), 'UTC')}
              </span>
            </>
          }
        />
        <ActionIcon size={24} aria-label={words.pencil} aria-expanded={typing} onClick={() => setTyping(!typing)}>
          <IconPencil size={15} stroke={1.6} />
        </ActionIcon>
      </div>
      {typing && (
        <TypedStart
          first={start === 'now' ? firstHour(props) : start}
          zone={zone}
          onUse={(typed) => {
            store.set({ start: typed })
            setTyping(false)
          }}
        />
      )}
      <Nearest error={preview.error} onUse={(typed) => store.set({ start: typed })} />
    </Radio.Group>
  )
}

const orNull = (value: string | number) => Math.floor(Number(value)) || null

function Pace({ store, options }: Props) {
  const { spread, perDay, perHour, windows } = store.draft
  const numbers = (what: 'perDay' | 'perHour', label: string, width: number) => (
    <NumberInput
      disabled={!spread}
      value={(what === 'perDay' ? perDay : perHour) ?? ''}
      min={1}
      allowDecimal={false}
      allowNegative={false}
      w={width}
      aria-label={label}
      onChange={(value) => store.set({ [what]: orNull(value) } as Partial<Draft>)}
    />
  )
  return (
    <Radio.Group
      value={spread ? 'spread' : 'asap'}
      onChange={(value) => store.set({ spread: value === 'spread' })}
      aria-label={words.pace}
    >
      <h2>{words.pace}</h2>
      <Radio
        value="asap"
        className="choice"
        label={
          <>
            {words.asap} <span className="faint">· {words.upTo}</span>
          </>
        }
      />
      <Radio value="spread" className="choice" label={words.spread} />
      <div className={`pace in ${spread ? '' : 'quiet'}`}>
        {numbers('perDay', words.perDay, 72)} {words.aDay} {numbers('perHour', words.perHour, 64)} {words.anHour}
      </div>
      {spread && <p className="fine dim under in">{words.smallest}</p>}
      <p className="fine dim under">
        {windows ? (
          <>
            {words.windows(windows.join(', '))}{' '}
            <button type="button" className="link" onClick={() => store.set({ windows: null })}>
              {words.usualWindows}
            </button>
          </>
        ) : (
          words.windows(options.windows)
        )}
      </p>
    </Radio.Group>
  )
}
