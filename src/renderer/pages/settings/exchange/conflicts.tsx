import { IconCheck } from '@tabler/icons-react'
import { exchange } from '../../../words/exchange.ts'
import { said } from '../../../words/format.ts'
import type { Conflict } from './types.ts'

const words = exchange.importing.conflict

type Field = Conflict['fields'][number]

function Value({ of: { here, there, counts }, side }: { of: Field; side: 'here' | 'there' }) {
  const value = side === 'here' ? here : there
  const isFaint = value === null
  return (
    <td className={counts === side ? 'counts' : undefined}>
      <span className={isFaint ? 'faint' : undefined}>{value ?? words.nothing}</span>
      {counts === side && <IconCheck size={15} stroke={2} role="img" aria-label={words.counts} />}
    </td>
  )
}

function Row({ of }: { of: Field }) {
  return (
    <>
      <tr>
        <th scope="row">{of.name}</th>
        <Value of={of} side="here" />
        <Value of={of} side="there" />
      </tr>
      <tr className="why">
        <td />
        <td colSpan={2}>{said(of.words)}</td>
      </tr>
    </>
  )
}

/** What both sides changed, thing by thing: what is said here and in the file, which of the two will count, and why. */
export function Conflicts({ of, all }: { of: readonly Conflict[]; all: number }) {
  if (of.length === 0) return null
  return (
    <section>
      <table className="st-exch-both">
        <caption>{words.title}</caption>
        <thead>
          <tr>
            <th scope="col">{words.which}</th>
            <th scope="col">{words.here}</th>
            <th scope="col">{words.there}</th>
          </tr>
        </thead>
        {of.map(({ kind, subject, about, device_name, author, fields, more_fields }) => (
          <tbody key={`${kind} ${subject}`}>
            <tr className="whose">
              <th scope="rowgroup" colSpan={3}>
                <span className="strong">{about ?? exchange.kinds[kind]}</span>
                <span className="faint">
                  {[about === null ? words.unnamed : exchange.kinds[kind], words.by(device_name, author)].join(' · ')}
                </span>
              </th>
            </tr>
            {fields.map((field) => (
              <Row key={field.field} of={field} />
            ))}
            {more_fields > 0 && (
              <tr className="why">
                <td />
                <td colSpan={2}>{words.moreFields(more_fields)}</td>
              </tr>
            )}
          </tbody>
        ))}
      </table>
      {all > of.length && <p className="small dim">{words.more(all - of.length)}</p>}
    </section>
  )
}
