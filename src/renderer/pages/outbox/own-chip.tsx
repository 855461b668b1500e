import { IconPencil } from '@tabler/icons-react'
import { moment } from '../../words/format.ts'
import { ownText } from '../../words/own-text.ts'
import type { Email } from './use-emails.ts'

/** That an email has a text that was written or approved for its contact alone, with by whom and when. */
export function OwnChip({ own, zone, now }: { own: NonNullable<Email['own']>; zone: string; now: number | null }) {
  return (
    <span className="own-chip" title={ownText.chipTitle(own.how, own.by, moment(own.at, zone, now))}>
      <IconPencil size={13} stroke={1.7} aria-hidden /> {ownText.chip(own.how)}
    </span>
  )
}
