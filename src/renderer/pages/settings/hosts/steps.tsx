import { IconCheck } from '@tabler/icons-react'
import { hosts } from '../../../words/hosts.ts'
import type { Shown } from './types.ts'

const words = hosts.steps
type Step = keyof typeof words.names
const order = Object.keys(words.names) as Step[]

/** The way to the first email that a host sends. Gone once hosts send for an account. */
export function Steps({ shown: { queue, hosts: machines, accounts } }: { shown: Shown }) {
  const done: Record<Step, boolean> = {
    queue: queue !== null,
    host: machines.length > 0,
    leave: machines.some((one) => one.accounts.length > 0),
    on: accounts.some(({ state }) => state !== 'off'),
  }
  const next = order.find((step) => !done[step])
  if (next === undefined || done.on) return null
  return (
    <ol className="st-hosts-steps" aria-label={words.label}>
      {order.map((step, at) => {
        const [name, more] = words.names[step]
        return (
          <li key={step} data-done={done[step] || undefined} aria-current={step === next ? 'step' : undefined}>
            <span className="st-hosts-step-mark" aria-hidden>
              {done[step] ? <IconCheck size={14} stroke={2} /> : at + 1}
            </span>
            <p className="strong">
              {name}
              {done[step] && <span className="unseen"> ({words.done})</span>}
            </p>
            <p className="small dim">{more}</p>
          </li>
        )
      })}
    </ol>
  )
}
