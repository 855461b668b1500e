import { ActionIcon, Button } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { PointerEvent } from 'react'
import { Meter } from '../../parts/meter.tsx'
import { SidePanel } from '../../parts/page.tsx'
import { emptyLane, partsOf, type ScorePlan, type SlotKey, startOf, usedOf } from '../../parts/score/model.ts'
import { Who } from '../../parts/who.tsx'
import { hourText, longDay } from '../../words/calendar.ts'
import { calendar } from '../../words/calendar-page.ts'
import { count, timeOf } from '../../words/format.ts'
import type { Thing } from './acts.ts'
import { type LaneOf, SlotEmails } from './slot-emails.tsx'

const words = calendar.panel
const hour = 3_600_000

interface PanelProps {
  plan: ScorePlan
  /** Without what is tried: the emails are listed as they are planned. */
  before: ScorePlan
  slotKey: SlotKey
  by: 'sender' | 'sequence'
  email: string | undefined
  /** Sequences whose first emails still to leave begin here. */
  starts: readonly { id: string; name: string }[]
  onEmail: (email: string | undefined) => void
  onClose: () => void
  onMove: (thing: Thing) => void
  onGrab: (thing: Thing, event: PointerEvent) => void
}

function Meters({ plan, slotKey }: { plan: ScorePlan; slotKey: SlotKey }) {
  const slot = plan.slots.get(slotKey)
  const shown = plan.senders
    .map((sender) => ({ sender, lane: slot?.lanes[sender.id] ?? emptyLane }))
    .filter(({ lane }) => usedOf(lane) > 0 || lane.cap !== null)
  return (
    <div className="cal-meters">
      {shown.map(({ sender, lane }) => (
        <div key={sender.id} className="row">
          <Who name={sender.name} lane={sender.lane} />
          <div className="grow">
            {lane.cap === null ? (
              <div className="row small">
                <span className="grow clip dim">{sender.name}</span>
                <b>{count(usedOf(lane))}</b>
              </div>
            ) : (
              <Meter
                label={sender.name}
                used={lane.first + lane.later}
                other={lane.other}
                limit={lane.cap}
                unit={lane.by === null ? words.unit : words.leftOf(lane.by)}
                lane={sender.lane}
              />
            )}
          </div>
        </div>
      ))}
    </div>
  )
}

/** One slot: how full each sender is, and its emails with their reasons. */
export function SlotPanel(props: PanelProps) {
  const { plan, slotKey, starts } = props
  const { date, hour: at } = partsOf(slotKey)
  const from = startOf(slotKey, plan.zone)
  const total = plan.slots.get(slotKey)?.total ?? 0
  const listed = props.before.slots.get(slotKey)?.total ?? 0
  const lanes = new Map<string, LaneOf>(plan.senders.map(({ id, name, lane }) => [id, { name, lane }]))
  return (
    <SidePanel label={words.label} onClose={props.onClose}>
      <div className="row cal-panel-head">
        <div className="grow">
          <h2>{longDay(date)}</h2>
          <p className="dim">{words.hours(hourText(at), hourText((at + 1) % 24 || 24), timeOf(plan.zone))}</p>
        </div>
        <ActionIcon aria-label={words.close} onClick={props.onClose}>
          <IconX size={17} stroke={1.6} />
        </ActionIcon>
      </div>
      <Meters plan={plan} slotKey={slotKey} />
      {starts.map(({ id, name }) => (
        <div key={id} className="row cal-start small">
          <span className="grow">{words.start(name)}</span>
          <Button size="xs" variant="default" onClick={() => props.onMove({ kind: 'start', id, name, at: slotKey })}>
            {words.moveStart}
          </Button>
        </div>
      ))}
      <div className="row cal-sub">
        <h3 className="grow">{total === listed ? words.emails(total) : words.asNow(listed)}</h3>
        <span className="fine faint">{words.order}</span>
      </div>
      <SlotEmails
        from={from}
        to={from + hour}
        zone={plan.zone}
        lanes={lanes}
        by={props.by}
        open={props.email}
        onOpen={props.onEmail}
        onMove={props.onMove}
        onGrab={props.onGrab}
      />
    </SidePanel>
  )
}
