import { Button, NativeSelect, Slider } from '@mantine/core'
import { memo, type ReactNode } from 'react'
import { useWhose } from '../../api/whose.ts'
import { fromGroups } from '../../parts/from-menu.ts'
import { wordsOf } from '../../parts/notice.tsx'
import { keyOf, partsOf, type SlotKey } from '../../parts/score/model.ts'
import { hourText, shortDay } from '../../words/calendar.ts'
import { calendar } from '../../words/calendar-page.ts'
import { count, list } from '../../words/format.ts'
import { type Knobs, type Present, type Sharing, sendersWith } from './knobs.ts'
import type { Range } from './plan.ts'
import type { Tried } from './use-what-if.ts'

const words = calendar.whatIf

function Knob(props: { label: ReactNode; was?: string | undefined; value: string; children: ReactNode }) {
  return (
    <div className="cal-knob">
      <div className="row small">
        <span className="grow dim">{props.label}</span>
        {props.was !== undefined && <span className="was">{props.was}</span>}
        <b className={props.was === undefined ? '' : 'now-b'}>{props.value}</b>
      </div>
      {props.children}
    </div>
  )
}

/** What a slider is drawn from; `turned`: where it was put. None is drawn again because another was turned. */
interface KnobProps<T> {
  present: Present
  turned: T | undefined
  onTurn: (change: Partial<Knobs>) => void
}

/** Round steps, and room to double what there is. */
const scaleOf = (value: number) => {
  const step = value > 200 ? 50 : value > 60 ? 10 : 5
  return { min: step, max: Math.max(step * 4, Math.ceil((value * 2) / step) * step), step }
}

interface LimitProps extends KnobProps<number> {
  unit: 'hour' | 'day'
  names: ReadonlyMap<string, string>
  range: Range
}

/** Whose limits are tried: a word, or a choice where several may be. */
function Whose({ sender, names, range, onTurn }: Omit<LimitProps, 'present'> & { sender: Range['senders'][number] }) {
  const may = range.senders.filter((s) => s.can_change)
  const whose = useWhose()
  if (may.length < 2) return <>{words.limit(names.get(sender.id) ?? sender.address)}</>
  return (
    <NativeSelect
      className="cal-knob-of"
      size="xs"
      variant="unstyled"
      aria-label={words.whose}
      value={sender.id}
      data={fromGroups(
        may.map(({ id, address }) => ({ value: id, label: names.get(id) ?? address, whose: whose(id) })),
      )}
      onChange={({ currentTarget }) => onTurn({ sender: currentTarget.value, hour: undefined, day: undefined })}
    />
  )
}

const LimitKnob = memo((props: LimitProps) => {
  const { present, turned, onTurn, unit, names } = props
  const { sender } = present
  const value = present[unit]
  if (!sender || value === null) return null
  const name = names.get(sender.id) ?? sender.address
  const at = turned ?? value
  return (
    <Knob
      label={unit === 'hour' ? <Whose {...props} sender={sender} /> : words.dayLimit(name)}
      was={at === value ? undefined : count(value)}
      value={words[unit](at)}
    >
      <Slider
        {...scaleOf(value)}
        value={at}
        onChange={(to) => onTurn({ sender: sender.id, [unit]: to })}
        marks={[{ value }]}
        label={null}
        thumbValueText={words[unit](at)}
        thumbLabel={unit === 'hour' ? words.hourSlider(name) : words.daySlider(name)}
      />
    </Knob>
  )
})

const StartKnob = memo(({ present, turned, ahead, onTurn }: KnobProps<SlotKey> & { ahead: Range | undefined }) => {
  const { sequence, start, slots } = present
  if (!sequence || start === undefined || slots.length < 2) return null
  const at = turned ?? start
  const brief = (key: string) => calendar.slotBrief(partsOf(key).date, hourText(partsOf(key).hour))
  const text = (key: string) => calendar.slotWhen(partsOf(key).date, hourText(partsOf(key).hour))
  const waiting = (ahead?.sequences ?? []).filter(({ rest }) => rest !== null)
  const label =
    waiting.length > 1 ? (
      <span className="row cal-knob-pick">
        {words.startWord}
        <NativeSelect
          className="cal-knob-of"
          size="xs"
          variant="unstyled"
          aria-label={words.whichStart}
          value={sequence.id}
          data={waiting.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={({ currentTarget }) =>
            onTurn({ sequence: currentTarget.value, start: undefined, senders: undefined })
          }
        />
      </span>
    ) : (
      words.start(sequence.name)
    )
  const place = slots.indexOf(start)
  return (
    <Knob label={label} was={at === start ? undefined : brief(start)} value={brief(at)}>
      <Slider
        min={0}
        max={Math.min(slots.length - 1, Math.max(place + 30, 44))}
        value={slots.indexOf(at)}
        onChange={(to) => onTurn({ sequence: sequence.id, start: slots[to] })}
        marks={[{ value: place }]}
        label={null}
        thumbValueText={text(at)}
        thumbLabel={words.startSlider(sequence.name)}
      />
    </Knob>
  )
})

const SendersKnob = memo(({ present, turned, onTurn }: KnobProps<number>) => {
  const { sharing } = present
  if (!sharing) return null
  const { senders, order, name } = sharing
  const at = turned ?? senders
  return (
    <Knob label={words.sendersOf(name)} was={at === senders ? undefined : count(senders)} value={count(at)}>
      <Slider
        min={1}
        max={Math.max(senders, order.length)}
        value={at}
        onChange={(to) => onTurn({ sequence: sharing.id, senders: to })}
        marks={[{ value: senders }]}
        label={null}
        thumbValueText={words.senders(at)}
        thumbLabel={words.sendersSlider(name)}
      />
    </Knob>
  )
})

/** Who comes to those that share, who goes, and how many contacts that concerns. */
function sharesText({ present, knobs, names }: Pick<WhatIfProps, 'present' | 'knobs' | 'names'>): string {
  const { sharing } = present
  const chosen = sharing ? sendersWith(sharing, knobs.senders) : null
  if (!sharing || !chosen) return ''
  const named = (all: Sharing['others']) => list(all.map(({ id, address }) => names.get(id) ?? address))
  const more = chosen.filter(({ id }) => !sharing.now.some((sender) => sender.id === id))
  const less = sharing.now.filter(({ id }) => !chosen.some((sender) => sender.id === id))
  return `${words.shares(named(more), named(less), sharing.contacts)} `
}

const EndsKnob = memo(({ present, turned, onTurn }: KnobProps<number>) => {
  if (present.ends === null) return null
  const at = turned ?? present.ends
  return (
    <Knob label={words.ends} was={at === present.ends ? undefined : hourText(present.ends)} value={hourText(at)}>
      <Slider
        min={Math.min(present.begins + 1, present.ends)}
        max={24}
        value={at}
        onChange={(to) => onTurn({ ends: to })}
        marks={[{ value: present.ends }]}
        label={null}
        thumbValueText={hourText(at)}
        thumbLabel={words.endsSlider}
      />
    </Knob>
  )
})

/** All that can be turned. */
function Sliders({ present, knobs, names, range, ahead, onTurn }: SlidersProps) {
  const shared = { present, onTurn }
  return (
    <div className="cal-wi-grid">
      <LimitKnob {...shared} {...{ names, range }} unit="hour" turned={knobs.hour} />
      <LimitKnob {...shared} {...{ names, range }} unit="day" turned={knobs.day} />
      <SendersKnob {...shared} turned={knobs.senders} />
      <StartKnob {...shared} turned={knobs.start} ahead={ahead} />
      <EndsKnob {...shared} turned={knobs.ends} />
    </div>
  )
}

const dateOf = (instant: string, zone: string) => keyOf(Date.parse(instant), zone).slice(0, 10)

/** The verdict: what was, struck; what would be, in the accent. */
function Verdict({ range, tried }: { range: Range; tried: Tried }) {
  if (tried.finish === null || range.finish === null) return <>{words.nothing}</>
  const [before, after] = [dateOf(range.finish, range.zone), dateOf(tried.finish, range.zone)]
  if (before === after)
    return (
      <>
        {words.would} <span className="now-b">{shortDay(after)}</span>
        {words.same}
      </>
    )
  return (
    <>
      {words.would} <span className="was">{shortDay(before)}</span> <span className="now-b">{shortDay(after)}</span>
      {tried.workingDays === 0 ? '.' : words.moved(tried.workingDays)}
    </>
  )
}

/** "Anna’s 400 a day" rather than her address. */
function heldText(held: NonNullable<Tried['held']>, range: Range, names: ReadonlyMap<string, string>): string {
  const sender = range.senders.find(({ address }) => held.accounts.includes(address) || held.text.startsWith(address))
  if (!sender || held.accounts.length > 1) return held.text
  return `${names.get(sender.id) ?? sender.address}’s ${held.limit.split(': ').at(-1)}`
}

interface SlidersProps {
  present: Present
  knobs: Knobs
  names: ReadonlyMap<string, string>
  range: Range
  ahead: Range | undefined
  onTurn: (change: Partial<Knobs>) => void
}

interface WhatIfProps extends SlidersProps {
  tried: Tried | null
  changed: boolean
  error: unknown
  busy: boolean
  /** A hand comes to the sliders. */
  onNear: () => void
  onBack: () => void
  onApply: () => void
}

/** Sliders over the plan: the sentence first, then what can be turned. */
export function WhatIf(props: WhatIfProps) {
  const { tried, changed, error, range, names } = props
  const held = tried?.held
  return (
    <section
      className="cal-whatif"
      aria-label={words.label}
      onPointerEnter={props.onNear}
      onFocusCapture={props.onNear}
    >
      <div className="cal-wi-head">
        <div className="grow" aria-live="polite">
          <h2>{changed && tried ? <Verdict range={range} tried={tried} /> : words.question}</h2>
          <p className="small dim">
            {error !== null ? (
              <span className="cal-wi-bad">{wordsOf(error)}</span>
            ) : changed && tried ? (
              <>
                {held ? `${words.held(heldText(held, range, names))} ` : held === null ? `${words.free} ` : ''}
                {sharesText(props)}
                {tried.waiting > 0 ? `${words.waiting(tried.waiting)} ` : ''}
                {words.only}
              </>
            ) : (
              words.rest
            )}
          </p>
        </div>
        <Button variant="subtle" size="xs" disabled={!changed} onClick={props.onBack}>
          {words.back}
        </Button>
        <Button size="xs" disabled={!changed || error !== null} loading={props.busy} onClick={props.onApply}>
          {words.apply}
        </Button>
      </div>
      <Sliders {...props} />
    </section>
  )
}
