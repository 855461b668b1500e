import { Button, Radio, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useWhose } from '../../api/whose.ts'
import { fromGroups } from '../../parts/from-menu.ts'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { removal as words } from '../../words/removal.ts'
import type { Impact } from './remove-impact.ts'
import { type Saved, saveDrafts } from './save-drafts.ts'

export type Way = 'move' | 'tag' | 'save' | 'go_ahead'

/** What is chosen so far. */
export interface Choice {
  way: Way | null
  to: string | null
  tag: string
  saved: Saved | null
}

/** All that is planned now is in the files. Mail that left or was planned since is not. */
export const isSaved = (impact: Impact, { saved }: Choice): boolean => saved?.seen === impact.seen

interface Given {
  impact: Impact
  choice: Choice
  onChoose: (choice: Choice) => void
}

const order = ['move', 'tag', 'save', 'go_ahead'] as const

function Save({ impact, choice, onChoose }: Given) {
  const [done, setDone] = useState<number | null>(null)
  const [error, setError] = useState<unknown>(null)
  const { saved } = choice
  const save = async () => {
    setError(null)
    setDone(0)
    try {
      const result = await saveDrafts(impact.public_id, impact.from_email, setDone)
      if (result) onChoose({ ...choice, saved: result })
    } catch (thrown) {
      setError(thrown)
    } finally {
      setDone(null)
    }
  }
  return (
    <div className="mb-remove-save">
      <div className="row">
        <Button size="xs" variant="default" loading={done !== null} onClick={() => void save()}>
          {words.save}
        </Button>
        <span className="small dim" role="status">
          {done !== null ? words.saving(done, impact.scheduled + impact.drafts) : saved && words.saved(saved.files)}
          {done === null && saved && !isSaved(impact, choice) && ` ${words.savedBefore}`}
        </span>
      </div>
      {saved && saved.lost.length > 0 && (
        <Notice tone="warn">
          {words.lost(saved.lost.length)} <span className="quote">{saved.lost.slice(0, 5).join('; ')}</span>
        </Notice>
      )}
      {error !== null && <Notice tone="bad">{wordsOf(error)}</Notice>}
    </div>
  )
}

function More({ impact, choice, onChoose }: Given) {
  const whose = useWhose()
  if (choice.way === 'move')
    return (
      <Select
        openOnFocus={false}
        label={words.to}
        value={choice.to}
        data={fromGroups(
          impact.heirs.map(({ public_id, from_email, from_name }) => ({
            value: public_id,
            label: from_name ? `${from_email} (${from_name})` : from_email,
            whose: whose(public_id),
          })),
        )}
        onChange={(to) => onChoose({ ...choice, to })}
        searchable={impact.heirs.length > 8}
      />
    )
  if (choice.way === 'tag')
    return (
      <TextInput
        label={words.tag}
        value={choice.tag}
        maxLength={100}
        onChange={({ currentTarget }) => onChoose({ ...choice, tag: currentTarget.value })}
      />
    )
  return choice.way === 'save' ? <Save impact={impact} choice={choice} onChoose={onChoose} /> : null
}

/** The four ways out; what one needs to know is asked under it. */
export function Ways(given: Given) {
  const { impact, choice, onChoose } = given
  const noHeir = impact.heirs.length === 0
  return (
    <Radio.Group
      label={words.ways}
      value={choice.way}
      onChange={(way) => onChoose({ ...choice, way: way as Way })}
      className="mb-remove-ways"
    >
      {order.map((way) => (
        <div key={way} className="mb-remove-way">
          <Radio
            value={way}
            disabled={way === 'move' && noHeir}
            label={words.way[way]}
            description={way === 'move' && noHeir ? words.noHeir : words.more[way]}
          />
          {choice.way === way && <More {...given} />}
        </div>
      ))}
    </Radio.Group>
  )
}
