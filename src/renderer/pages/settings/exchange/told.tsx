import { State, type StateName } from '../../../parts/state.tsx'
import { exchange } from '../../../words/exchange.ts'
import { said } from '../../../words/format.ts'
import type { Told } from './types.ts'

const looks: Record<Told['what'], StateName> = {
  refused: 'refused',
  conflict: 'finished',
  altered: 'error',
  forked: 'error',
}

const words = exchange.notes

/** What was decided between two computers, or refused: what, whose, in words. */
export function ToldList({ told, when }: { told: readonly Told[]; when?: (at: number) => string }) {
  return (
    <ul className="st-exch-told-list">
      {told.map((one, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same may be told twice, and the list never changes order
        <li key={at}>
          <State is={looks[one.what]}>{words.what[one.what]}</State>
          <div>
            {one.about !== null && <p className="strong">{one.about}</p>}
            <p>{said(one.words)}</p>
            <p className="small faint">
              {[words.by(one.author, one.device_name), when?.(at)].filter(Boolean).join(' · ')}
            </p>
          </div>
        </li>
      ))}
    </ul>
  )
}
