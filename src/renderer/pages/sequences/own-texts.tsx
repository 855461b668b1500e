import { Radio } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { ownText } from '../../words/own-text.ts'
import { sequences } from '../../words/sequences.ts'
import { Reached } from './reached.tsx'
import type { Consequence } from './types.ts'
import './own-texts.css'

const words = sequences.save.own

export type Fate = 'keep' | 'replace'

interface Props {
  /** What saving does with each choice, tried beforehand. */
  tried: Readonly<Record<Fate, Consequence>>
  onChoose: (fate: Fate) => void
}

/** What saving changes, where some unsent emails have a text of their own: who they are, and what becomes of them. */
export function OwnTexts({ tried, onChoose }: Props) {
  const [fate, setFate] = useState<Fate>('keep')
  const { own } = tried.keep
  return (
    <>
      <div aria-live="polite" className="seq-own-said">
        {tried[fate].words.map((each) => (
          <p key={each}>{each}</p>
        ))}
      </div>
      <Reached consequence={tried[fate]} />
      <Radio.Group
        label={words.label(own.count)}
        value={fate}
        onChange={(value) => {
          setFate(value as Fate)
          onChoose(value as Fate)
        }}
      >
        <div className="seq-own-choices">
          <Radio value="keep" label={words.keep} description={words.keepMore} />
          <Radio value="replace" label={words.replace} description={words.replaceMore} />
        </div>
      </Radio.Group>
      <ul className="seq-own-list" aria-label={words.list}>
        {own.emails.map(({ public_id, contact, name, step, how, by }) => (
          <li key={public_id}>
            <Link to="/outbox" search={{ open: public_id }} className="strong" title={contact}>
              {name ?? contact}
            </Link>
            <span className="faint small">{words.step(step)}</span>
            <span className="small">{ownText.who(how, by)}</span>
          </li>
        ))}
        {own.count > own.emails.length && <li className="faint small">{words.more(own.count - own.emails.length)}</li>}
      </ul>
    </>
  )
}
