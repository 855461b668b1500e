import { useState } from 'react'
import { Notice } from '../../parts/notice.tsx'
import type { Planned } from '../../parts/plan/score-of.ts'
import { moment } from '../../words/format.ts'
import { wizard } from '../../words/wizard.ts'

const words = wizard.summary

/** What this engagement displaces of others: how much, and on request the first of it, from where to where. */
export function Moved({ count, examples, zone }: Planned['calendar']['moved'] & { zone: string }) {
  const [open, setOpen] = useState(false)
  return (
    <Notice tone="warn">
      {words.moved(count)}{' '}
      <button type="button" className="link" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? words.movedHide : words.movedShow}
      </button>
      {open && (
        <ul className="moved">
          {examples.map(({ contact, sequence, step, from, to }) => (
            <li key={`${contact} ${sequence} ${step}`}>
              <span className="grow clip">
                {contact} <span className="faint">· {words.movedRow(step, sequence)}</span>
              </span>
              <span className="was">{moment(from, zone, null)}</span>
              <span className="now-b">{moment(to, zone, null)}</span>
            </li>
          ))}
          {count > examples.length && <li className="faint">{words.movedMore(count - examples.length)}</li>}
        </ul>
      )}
    </Notice>
  )
}
