import { useNow, useZone } from '../../api/hooks.ts'
import { count, moment } from '../../words/format.ts'
import { removal as words } from '../../words/removal.ts'
import type { Impact } from './remove-impact.ts'

/** What each sequence loses with the mailbox. */
export function Stakes({ impact }: { impact: Impact }) {
  const zone = useZone()
  const now = useNow(60_000)
  const { columns } = words
  const { sequences } = impact
  return (
    <div className="mb-remove-stakes">
      <table aria-label={words.failed}>
        <thead>
          <tr>
            <th scope="col">{columns.sequence}</th>
            <th scope="col" className="num">
              {columns.contacts}
            </th>
            <th scope="col" className="num">
              {columns.reached}
            </th>
            <th scope="col" className="num">
              {columns.scheduled}
            </th>
            <th scope="col">{columns.last}</th>
          </tr>
        </thead>
        <tbody>
          {sequences.map((row) => (
            <tr key={row.public_id}>
              <th scope="row">{row.name}</th>
              <td className="num">{count(row.contacts)}</td>
              <td className="num">{count(row.reached)}</td>
              <td className="num">{count(row.scheduled)}</td>
              <td>{row.last ? moment(row.last, zone, now) : ''}</td>
            </tr>
          ))}
        </tbody>
        {sequences.length > 1 && (
          <tfoot>
            <tr>
              <th scope="row">{words.total}</th>
              <td className="num">{count(impact.contacts)}</td>
              <td className="num">{count(impact.reached)}</td>
              <td className="num">{count(impact.scheduled)}</td>
              <td />
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  )
}
