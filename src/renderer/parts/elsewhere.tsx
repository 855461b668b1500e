import { IconDeviceLaptop } from '@tabler/icons-react'
import { elsewhere as words } from '../words/elsewhere.ts'

/** A small mark beside an email that another computer sends, with its name. */
export function Elsewhere({ computer }: { computer: string }) {
  return (
    <span className="elsewhere faint" title={words.sentFrom(computer)}>
      <IconDeviceLaptop size={14} stroke={1.6} aria-hidden />
      <span className="unseen">{words.sentFrom(computer)}</span>
    </span>
  )
}
