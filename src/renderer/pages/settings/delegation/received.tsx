import { Button } from '@mantine/core'
import { IconMail } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { api } from '../../../api/client.ts'
import { useNow, useZone } from '../../../api/hooks.ts'
import { delegation } from '../../../words/delegation.ts'
import { said } from '../../../words/format.ts'
import { otherOf, type Permission } from './types.ts'

const words = delegation.received

const isQuestion = ({ purpose }: { purpose: string }): boolean => purpose === 'grant' || purpose === 'request'

/**
 * Letters that came by email and wait; each opens a page where it is looked at. What is asked in `rows` already is answered
 * there, and asked once.
 */
export function Received({ rows }: { rows: readonly Permission[] }) {
  const zone = useZone()
  const now = useNow(60_000)
  const asked = new Set(
    rows.flatMap((one) => (one.can.includes('accept') ? [`${one.origin} ${otherOf(one).public_id}`] : [])),
  )
  const letters = (useQuery(api.delegations.received.queryOptions()).data ?? []).filter(
    (one) => !(isQuestion(one) && asked.has(`${one.purpose} ${one.from.public_id}`)),
  )
  if (letters.length === 0) return null
  return (
    <section className="st-dele-received" aria-label={words.title}>
      <h3>{words.title}</h3>
      <ul>
        {letters.map((letter) => (
          <li key={letter.public_id}>
            <IconMail size={17} stroke={1.6} aria-hidden />
            <div className="grow">
              <p>{said(letter.words)}</p>
              <p className="small dim">
                {words.from(letter.from.name, delegation.at(letter.received_at, zone, now))} ·{' '}
                {words.until(delegation.day(letter.expires_at, zone, now))}
              </p>
            </div>
            <Button
              size="xs"
              variant="default"
              renderRoot={(props) => <Link to="/letter" search={{ id: letter.public_id }} {...props} />}
            >
              {words.review}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}
