import { IconBrandGoogle, IconBrandWindows, IconPlugConnected, IconServer } from '@tabler/icons-react'
import { useStatus } from '../../api/hooks.ts'
import { connect } from '../../words/connect.ts'
import type { Kind } from './use-server.ts'

const words = connect.kinds
const kinds = [
  ['gmail', IconBrandGoogle],
  ['outlook', IconBrandWindows],
  ['smtp', IconServer],
  ['http', IconPlugConnected],
] as const

/** The kinds of mailboxes. What isn't there yet is shown and can't be chosen. */
export function KindCards({ kind, onChange }: { kind: Kind; onChange: (kind: Kind) => void }) {
  const isSandbox = useStatus().data?.sandbox ?? true
  return (
    <fieldset className="mb-kinds">
      <legend className="cz-label">{words.label}</legend>
      {kinds.map(([name, Icon]) => {
        const [title, more] = words[name]
        return (
          <label key={name} className="mb-kind" data-off={name === 'http' || undefined}>
            <input
              type="radio"
              name="kind"
              className="unseen"
              value={name}
              disabled={name === 'http'}
              checked={kind === name}
              onChange={() => name !== 'http' && onChange(name)}
            />
            <Icon size={18} stroke={1.6} aria-hidden />
            <span>
              <b>{title}</b>
              <span className="small dim">{more}</span>
            </span>
          </label>
        )
      })}
      <p className="small dim">{isSandbox ? connect.sandbox : connect.managed}</p>
    </fieldset>
  )
}
