import { NumberInput, Radio, Select } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useNames } from '../../api/contact-names.ts'
import { Empty } from '../../parts/blank.tsx'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { contactFilter } from '../../words/contact-filter.ts'
import { wizard } from '../../words/wizard.ts'
import type { Draft } from './draft.ts'
import { Foot } from './frame.tsx'
import { Joined } from './joined.tsx'
import { LeftOut } from './left-out.tsx'
import type { Filter } from './search.ts'
import type { StepProps } from './step-props.ts'
import { useAudience } from './use-preview.ts'

const words = wizard.contacts

/** Who is written to; and who is not, by reason, each mended where it stands. */
export function ContactsStep(props: StepProps) {
  const { options, store, onStep } = props
  const audience = useAudience(store.draft, options.sequence.public_id)
  const engaged = audience.data?.engaged ?? 0
  // theirs is written by hand further on
  const emptied = audience.data?.groups.some(({ empty }) => empty) ?? false
  const joins = store.draft.join !== null
  return (
    <>
      <section className="wiz-left" aria-label={wizard.choices}>
        <Who {...props} />
        <Apart {...props} />
        {joins && <Joined {...props} />}
      </section>
      <section className="wiz-right wiz-scroll" aria-label={wizard.steps.contacts} aria-busy={audience.isFetching}>
        {options.contacts === 0 ? (
          <Empty title={words.none} action={<Link to="/contacts/import">{words.import}</Link>}>
            {words.noneMore}
          </Empty>
        ) : (
          <>
            <div className="verdict" aria-live="polite" aria-atomic="true">
              {audience.error && !audience.data ? (
                <Notice tone="bad">{wordsOf(audience.error)}</Notice>
              ) : (
                audience.data && <Counted name={options.sequence.name} {...audience.data} />
              )}
            </div>
            {audience.data && audience.data.groups.length > 0 && (
              <LeftOut groups={audience.data.groups} options={options} store={store} />
            )}
          </>
        )}
      </section>
      <Foot
        onNext={() => onStep(joins ? 'when' : 'senders')}
        next={joins ? wizard.next.senders : wizard.next.contacts}
        can={engaged > 0 || emptied}
      />
    </>
  )
}

function Counted({ name, contacts, engaged }: { name: string; contacts: number; engaged: number }) {
  const left = contacts - engaged
  return (
    <>
      <p className="hero">
        {words.verdict(engaged)}
        {engaged > 0 && <em>{name}</em>}
        {engaged > 0 && '.'}
      </p>
      <p className="dim">{left === 0 ? words.fine(contacts) : words.left(left, contacts)}</p>
    </>
  )
}

/** Another interval between two sequences than the workspace’s. */
function Apart({ store }: StepProps) {
  return (
    <NumberInput
      label={words.apart}
      description={words.apartMore}
      placeholder={words.apartUsual}
      value={store.draft.apart ?? ''}
      min={0}
      max={3650}
      clampBehavior="strict"
      allowDecimal={false}
      allowNegative={false}
      onChange={(value) => store.set({ apart: typeof value === 'number' ? value : null })}
    />
  )
}

function Who({ options, store }: StepProps) {
  const { who, except } = store.draft
  const [usual] = options.tags
  const set = (kind: string) => {
    if (kind === 'all') store.set({ who: { kind: 'all' } })
    if (kind === 'tag' && usual) store.set({ who: { kind: 'tag', tag: usual.tag } })
  }
  return (
    <Radio.Group value={who.kind} onChange={set} aria-label={words.title}>
      <h2>{words.title}</h2>
      {who.kind === 'these' && <Radio value="these" className="choice" label={words.these(who.ids.length)} />}
      {who.kind === 'filter' && (
        <Radio
          value="filter"
          className="choice"
          label={
            <>
              {words.filter} <FilterSaid filter={who.filter} />
            </>
          }
        />
      )}
      <Radio
        value="all"
        className="choice"
        label={
          <>
            {words.all} <span className="faint">· {wizard.count(options.contacts)}</span>
          </>
        }
      />
      {(options.tags.length > 0 || who.kind === 'tag') && <Radio value="tag" className="choice" label={words.tag} />}
      {who.kind === 'tag' && (
        <Tag options={options} who={who} onTag={(tag) => store.set({ who: { kind: 'tag', tag } })} />
      )}
      {except.length > 0 && (
        <p className="small dim under">
          {words.kept(except.length)}.{' '}
          <button type="button" className="link" onClick={() => store.set({ except: [] })}>
            {words.takeBack}
          </button>
        </p>
      )}
    </Radio.Group>
  )
}

/** What was looked for in the list they were chosen in. */
function FilterSaid({ filter }: { filter: Filter }) {
  return <span className="faint">· {contactFilter.whole(filter, useNames())}</span>
}

function Tag(props: {
  options: StepProps['options']
  who: Extract<Draft['who'], { kind: 'tag' }>
  onTag: (tag: string) => void
}) {
  const { options, who, onTag } = props
  const known = options.tags.map(({ tag, contacts }) => ({ value: tag, label: words.tagOf(tag, contacts) }))
  // a tag of an old draft that nobody carries any more is still shown as what it is
  const data = known.some(({ value }) => value === who.tag) ? known : [...known, { value: who.tag, label: who.tag }]
  return (
    <div className="sub">
      <Select
        aria-label={words.pick}
        placeholder={words.choose}
        data={data}
        value={who.tag}
        onChange={(tag) => tag && onTag(tag)}
        allowDeselect={false}
        searchable={options.tags.length > 8}
      />
    </div>
  )
}
