import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconBan,
  IconBox,
  IconCheck,
  IconChecks,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleOff,
  IconClock,
  IconClockPause,
  IconClockPlus,
  IconHelpCircle,
  IconHourglass,
  IconLock,
  IconMailCheck,
  IconMailQuestion,
  IconMailX,
  IconMessageReply,
  IconPencil,
  IconPlane,
  IconPlayerPause,
  IconProgress,
  IconThumbDown,
  IconUserOff,
  IconUserX,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'

/** State = icon, word and tone. Only what needs a person gets a wash. */
const states = {
  draft: ['off', IconPencil, 'Draft'],
  planned: ['', IconClock, 'Planned'],
  sending: ['live', IconProgress, 'Sending'],
  sent: ['ok', IconCheck, 'Sent'],
  moved: ['', IconClockPlus, 'Moved later'],
  held: ['', IconPlayerPause, 'On hold'],
  waiting: ['', IconClockPause, 'Waiting'],
  unsure: ['warn', IconHelpCircle, 'Unsure'],
  refused: ['bad', IconBan, 'Refused'],
  withdrawn: ['off', IconArrowBackUp, 'Withdrawn'],
  active: ['ok', IconCircleCheck, 'Active'],
  pending: ['info', IconHourglass, 'Pending'],
  paused: ['', IconPlayerPause, 'Paused'],
  inactive: ['off', IconCircleOff, 'Inactive'],
  locked: ['off', IconLock, 'Locked'],
  granted: ['ok', IconChecks, 'Can send'],
  declined: ['off', IconUserX, 'Declined'],
  expired: ['off', IconCircleDashed, 'Expired'],
  error: ['bad', IconAlertTriangle, 'Error'],
  sandbox: ['info', IconBox, 'Sandbox'],
  finished: ['off', IconChecks, 'Finished'],
  stopped: ['off', IconBan, 'Stopped'],
  suppressed: ['off', IconBan, 'Suppressed'],
  // what came back
  reply: ['strong', IconMessageReply, 'Reply'],
  absence: ['', IconPlane, 'Away'],
  bounce: ['fell', IconMailX, 'Bounced'],
  delay: ['', IconClockPause, 'Delayed'],
  complaint: ['fell', IconThumbDown, 'Complaint'],
  opt_out: ['', IconUserOff, 'Opted out'],
  delivered: ['ok', IconMailCheck, 'Delivered'],
  other: ['off', IconMailQuestion, 'Something else'],
} as const

export type StateName = keyof typeof states

/** A state as icon and word; `children` say it in other words. */
export function State({ is, children }: { is: StateName; children?: ReactNode }) {
  const [tone, Icon, word] = states[is]
  return (
    <span className={`state ${tone}`}>
      <Icon size={15} stroke={1.75} aria-hidden />
      {children ?? word}
    </span>
  )
}
