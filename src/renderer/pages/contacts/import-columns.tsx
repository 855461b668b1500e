import { Button, Select } from '@mantine/core'
import { useZone } from '../../api/hooks.ts'
import { Notice } from '../../parts/notice.tsx'
import { contactImport } from '../../words/contact-import.ts'
import { date } from '../../words/format.ts'
import type { Importing } from './use-import.ts'

const words = contactImport.columns
const fields = ['email', 'first_name', 'last_name', 'company', 'owner', 'zone', 'tags'] as const

/** A column's first values, the empty ones left out. */
function Samples({ values }: { values: readonly string[] }) {
  const told = values.filter(Boolean).slice(0, 3)
  if (told.length === 0) return <span className="faint">{words.empty}</span>
  return <>{told.join(' · ')}</>
}

/** What a column can become: fields that no other column is yet, an own field, or nothing. */
function choices(importing: Importing, key: string, proposed: string) {
  const taken = Object.entries(importing.map).flatMap(([other, target]) => (other === key ? [] : [target]))
  const own = words.targets[proposed] === undefined ? proposed : ownName(key)
  return [
    ...fields.map((value) => ({ value, label: words.targets[value] ?? value, disabled: taken.includes(value) })),
    ...(taken.includes(own) ? [] : [{ value: own, label: words.own(own) }]),
    { value: '-', label: words.targets['-'] ?? '-' },
  ]
}

/** Its heading as a variable; a name that means something already gets a word behind it. */
function ownName(heading: string): string {
  const name = heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
  return words.targets[name] === undefined && name !== '' ? name : `${name || 'column'}_field`
}

/** That the columns are taken as last time, and the other way. */
function Remembered({ importing }: { importing: Importing }) {
  const { seen, map, toProposal, toRemembered } = importing
  const zone = useZone()
  if (!seen?.remembered) return null
  const isRemembered = seen.columns.every(({ key }) => map[key] === seen.remembered?.map[key])
  return (
    <p className="small">
      {isRemembered && <>{words.remembered(date(Date.parse(seen.remembered.used_at), zone))} </>}
      <button type="button" className="link" onClick={isRemembered ? toProposal : toRemembered}>
        {isRemembered ? words.proposal : words.asLast}
      </button>
    </p>
  )
}

/** Step two: which column is what, beside what stands in it. */
export function ColumnsStep({ importing }: { importing: Importing }) {
  const { seen, map, setTarget, step } = importing
  if (!seen) return null
  const targets = Object.values(map)
  if (step.at !== 'columns') {
    const left = targets.filter((target) => target === '-').length
    return (
      <div className="im-line">
        <span className="dim">{words.told(targets.length - left, left)}</span>
        {step.at === 'check' && !importing.busy && (
          <button type="button" className="link" onClick={importing.toColumns}>
            {words.change}
          </button>
        )}
      </div>
    )
  }
  const hasEmail = targets.includes('email')
  return (
    <>
      <p className="dim">
        {!seen.header && `${contactImport.file.noHeader} `}
        {words.more}
      </p>
      <Remembered importing={importing} />
      <table className="im-columns">
        <thead>
          <tr>
            <th scope="col">{words.column}</th>
            <th scope="col">{words.samples}</th>
            <th scope="col">{words.becomes}</th>
          </tr>
        </thead>
        <tbody>
          {seen.columns.map(({ key, title, target }, at) => (
            <tr key={key} className={map[key] === '-' ? 'off' : undefined}>
              <th scope="row">{title}</th>
              <td className="clip">
                <Samples values={seen.rows.map((row) => row[at] ?? '')} />
              </td>
              <td>
                <Select
                  aria-label={words.of(title)}
                  data={choices(importing, key, target)}
                  value={map[key] ?? '-'}
                  onChange={(next) => setTarget(key, next ?? '-')}
                  allowDeselect={false}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {!hasEmail && <Notice tone="warn">{words.noEmail}</Notice>}
      <div className="im-acts">
        <Button onClick={() => void importing.check()} disabled={!hasEmail || importing.busy !== null}>
          {words.next}
        </Button>
      </div>
    </>
  )
}
