import type { TryoutWish } from '../../../shared/contract/schedule-tryout.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { parseWindows } from '../../../shared/domain/window.ts'
import type { WorkspaceRow } from '../../store/workspace.ts'
import type { Choices } from '../preview-input.ts'

type Wish = Pick<
  TryoutWish,
  'windows' | 'zone' | 'holidays' | 'days_off' | 'start' | 'per_day' | 'per_hour' | 'recipient_zone'
>

/** How to send: what was wished, and the workspace's own where nothing was. @throws Refusal `invalid_window` */
export function choicesOf(wish: Wish, workspace: WorkspaceRow): Choices {
  const parsed = wish.windows ? parseWindows(wish.windows) : { blocks: workspace.windows }
  if ('error' in parsed) throw new Refusal('invalid_window', parsed.error)
  return {
    zone: wish.zone ?? workspace.zone,
    windows: parsed.blocks,
    holidays: wish.holidays ?? workspace.holidays,
    daysOff: wish.days_off ?? workspace.daysOff,
    start: wish.start,
    perDay: wish.per_day ?? null,
    perHour: wish.per_hour ?? null,
    recipientZone: wish.recipient_zone,
  }
}
