import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { api } from '../../api/client.ts'
import { date, hour, longDay, second, timeOf } from '../../words/format.ts'
import { today } from '../../words/today.ts'
import type { Day } from './day.ts'

const words = today.verdict

interface Given {
  day: Day
  now: number
}

/** "today" needs no date; a moment within the minute is told to the second. */
function When({ at, zone, now }: { at: string; zone: string; now: number }) {
  const isToday = date(at, zone) === date(now, zone)
  const time = Date.parse(at) - now < 60 * 60_000 ? second(at, zone) : hour(at, zone)
  return <em>{isToday ? time : `${longDay(at, zone)}, ${hour(at, zone)}`}</em>
}

/** What stands still on another computer is for that one to say. */
const waitsHere = ({ waiting, aside_elsewhere: aside }: Day): number => Math.max(0, waiting - aside)

function Sentence({ day, now }: Given) {
  const [next] = day.next
  if (day.stopped) return <>{words.stopped}</>
  if (day.paused) return <>{words.paused}</>
  if (next)
    return (
      <>
        {words.next} <When at={next.at} zone={day.zone} now={now} /> {words.to(next.contact_name ?? next.contact)}
      </>
    )
  if (waitsHere(day) > 0) return <>{words.allWait}</>
  if (day.elsewhere > 0) return <>{words.elsewhere}</>
  return <>{day.today.sent > 0 || day.finished.length > 0 ? words.nothing : words.start}</>
}

function lead({ day }: Given): string {
  const { zone, last_at } = day
  if (day.stopped || day.paused) return words.waiting(day.waiting)
  if (day.next.length === 0 && waitsHere(day) > 0) return words.waiting(waitsHere(day))
  if (day.planned === 0) return words.startMore
  return today.lead(
    day.today.left,
    day.tomorrow,
    last_at && longDay(last_at, zone),
    timeOf(zone),
    day.elsewhere - day.aside_elsewhere,
  )
}

/** The day in two sentences; and where nothing is planned, the ways to begin. */
export function Verdict(given: Given) {
  const { day } = given
  const isStart = day.planned === 0
  const isAlone = useQuery({ ...api.devices.list.queryOptions(), enabled: isStart }).data?.standing === 'alone'
  return (
    <header className="td-verdict">
      <h1 className="unseen">{today.title}</h1>
      <p className="td-hero" aria-live="polite">
        <Sentence {...given} />
      </p>
      <p className="dim measure">{lead(given)}</p>
      {isStart && (
        <div className="row td-start">
          <Button component={Link} to="/sequences">
            {today.start.sequence}
          </Button>
          <Button component={Link} to="/contacts/import" variant="default">
            {today.start.contacts}
          </Button>
          <Button component={Link} to="/tour" variant="subtle">
            {today.start.tour}
          </Button>
          {isAlone && (
            <Button component={Link} to="/join" variant="subtle">
              {today.start.join}
            </Button>
          )}
        </div>
      )}
    </header>
  )
}
