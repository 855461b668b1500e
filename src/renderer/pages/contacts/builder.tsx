import { Button, Select } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconX } from '@tabler/icons-react'
import { useState } from 'react'
import {
  type ContactNode,
  type ContactTree,
  conditionsOf,
  deepestTree,
  isGroup,
  mostConditions,
  nodesOf,
} from '../../../shared/domain/contact-query.ts'
import { completed } from '../../../shared/domain/contact-tree.ts'
import { useNames } from '../../api/contact-names.ts'
import { contactFilter as words } from '../../words/contact-filter.ts'
import { ConditionRow, fresh } from './conditions.tsx'
import type { Change } from './filter.tsx'
import { type Offered, useOffered } from './use-offered.ts'

const joined = (by: string, nodes: ContactNode[]): ContactTree => (by === 'any' ? { any: nodes } : { all: nodes })
const byOf = (tree: ContactTree): 'all' | 'any' => ('all' in tree ? 'all' : 'any')

interface GroupGiven {
  tree: ContactTree
  deep: number
  offered: Offered
  /** Conditions in the whole filter. */
  held: number
  onChange: (next: ContactTree) => void
  onRemove?: () => void
}

/** The word before a row: the second one chooses for all that follow. */
function Joint({ at, tree, onChange }: { at: number; tree: ContactTree; onChange: (by: string) => void }) {
  const by = byOf(tree)
  if (at === 0) return <span className="ct-joint">{words.where}</span>
  if (at > 1) return <span className="ct-joint">{words.join[by]}</span>
  return (
    <Select
      className="ct-joint"
      size="xs"
      aria-label={words.joinLabel}
      allowDeselect={false}
      data={(['all', 'any'] as const).map((value) => ({ value, label: words.join[value] }))}
      value={by}
      onChange={(next) => next && onChange(next)}
    />
  )
}

/** Rows joined by one word; a row may be a group of rows. */
function Group({ tree, deep, offered, held, onChange, onRemove }: GroupGiven) {
  const nodes = nodesOf(tree)
  const put = (at: number, ...next: ContactNode[]) => onChange(joined(byOf(tree), nodes.toSpliced(at, 1, ...next)))
  const append = (node: ContactNode) => onChange(joined(byOf(tree), [...nodes, node]))
  const isFull = held >= mostConditions
  return (
    <fieldset className="ct-group" aria-label={deep === 1 ? words.title : words.group}>
      {nodes.map((node, at) => (
        // rows have no name of their own, and are only ever changed in place
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <div className="ct-cond" key={at}>
          <Joint at={at} tree={tree} onChange={(by) => onChange(joined(by, nodes))} />
          {isGroup(node) ? (
            <Group
              tree={node}
              deep={deep + 1}
              {...{ offered, held }}
              onChange={(next) => put(at, next)}
              onRemove={() => put(at)}
            />
          ) : (
            <ConditionRow
              condition={node}
              n={at + 1}
              offered={offered}
              onChange={(next) => put(at, next)}
              onRemove={() => (nodes.length === 1 && onRemove ? onRemove() : put(at))}
            />
          )}
        </div>
      ))}
      <div className="ct-group-acts">
        <Button size="xs" variant="subtle" disabled={isFull} onClick={() => append(fresh('company'))}>
          {words.add}
        </Button>
        {deep < deepestTree && (
          <Button
            size="xs"
            variant="subtle"
            disabled={isFull}
            onClick={() => append(joined(byOf(tree) === 'all' ? 'any' : 'all', [fresh('tag'), fresh('sequence')]))}
          >
            {words.addGroup}
          </Button>
        )}
        {onRemove && (
          <Button size="xs" variant="subtle" onClick={onRemove}>
            {words.removeGroup}
          </Button>
        )}
        {isFull && deep === 1 && <span className="small dim">{words.full(mostConditions)}</span>}
      </div>
    </fieldset>
  )
}

/** Conditions joined by and and or. What is filled in counts at once, in the list below. */
export function Builder({
  where,
  change,
  onClose,
}: {
  where: ContactTree | undefined
  change: Change
  onClose: () => void
}) {
  const offered = useOffered()
  const names = useNames()
  const [draft, setDraft] = useState<ContactTree>(where ?? { all: [fresh('company')] })
  const tell = useDebouncedCallback((next: ContactTree) => change({ where: completed(next) }), 250)
  const onChange = (next: ContactTree) => {
    setDraft(next)
    tell(next)
  }
  const asked = completed(draft)
  const isPart = conditionsOf(draft).length > (asked ? conditionsOf(asked).length : 0)
  return (
    <section className="ct-builder" aria-label={words.title}>
      <Group tree={draft} deep={1} offered={offered} held={conditionsOf(draft).length} onChange={onChange} />
      <div className="ct-builder-foot">
        <p className="small grow" aria-live="polite">
          {asked ? words.sentence(asked, names) : words.none}{' '}
          {isPart && <span className="dim">{words.unfinished}</span>}
        </p>
        <Button size="xs" variant="subtle" onClick={() => onChange({ all: [] })}>
          {words.clear}
        </Button>
        <Button size="xs" variant="default" onClick={onClose}>
          {words.close}
        </Button>
      </div>
    </section>
  )
}

/** Each condition of the outermost group in words, to be taken away with one press. */
export function ConditionChips({ where, change }: { where: ContactTree; change: Change }) {
  const names = useNames()
  const nodes = 'all' in where ? where.all : [where]
  return (
    <ul className="chips">
      {nodes.map((node, at) => {
        const said = words.node(node, names)
        return (
          <li key={said}>
            <span className="clip">{said}</span>
            <button
              type="button"
              aria-label={words.removeChip(said)}
              onClick={() => change({ where: completed({ all: nodes.toSpliced(at, 1) }) })}
            >
              <IconX size={13} stroke={1.8} aria-hidden />
            </button>
          </li>
        )
      })}
    </ul>
  )
}
