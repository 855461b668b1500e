import { Button } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import { useNow, useZone } from '../../api/hooks.ts'
import { RowsOnTheWay } from '../../parts/blank.tsx'
import { Failed } from '../../parts/notice.tsx'
import { Rates } from '../../parts/rates.tsx'
import { State } from '../../parts/state.tsx'
import { moment } from '../../words/format.ts'
import { health as words } from '../../words/health.ts'
import { rates } from '../../words/rates.ts'
import { AccountSection, Facts, type SectionProps } from './account-section.tsx'
import { type Box, isHanded, isHomeOut, isOutHere, lacksSecret, stateShown, type TestResult } from './accounts.ts'
import { TestButton, Tested, useTest } from './notes.tsx'
import './health.css'

/** How it comes back by itself, or what a person has to do. */
function backOf({ account, usage }: Box, when: string | null): string {
  if (account.status !== 'error') return words.rule.hand
  const kind = usage?.trouble?.kind
  if (kind === 'quota' && when) return words.rule.quota(when)
  if (kind === 'connection' && when) return words.rule.connection(when)
  return words.rule.credentials
}

/**
 * Why an active one is active: a test that fails beside it must not be contradicted. Null: its section about computers says
 * so already, and one that another computer sends from is well for all that is known here.
 */
function fineOf(box: Box, tested: TestResult | undefined): string | null {
  if (isHanded(box) || isHomeOut(box) || isOutHere(box) || lacksSecret(box)) return words.above
  if (box.home?.standing === 'elsewhere' && box.home.part === null) return null
  return tested?.ok === false ? words.unproven : words.fine
}

/** What happened in a server's own words. */
const theirs: ReadonlySet<string> = new Set(['failed', 'out'])

function History({ box: { account } }: { box: Box }) {
  const zone = useZone()
  const now = useNow()
  const pages = useInfiniteQuery(
    api.accounts.history.infiniteOptions({
      input: (after: string | undefined) => ({ public_id: account.public_id, limit: 10, after }),
      initialPageParam: undefined,
      getNextPageParam: (last) => last.next ?? undefined,
    }),
  )
  if (pages.error) return <Failed what={words.failed} error={pages.error} onAgain={() => pages.refetch()} />
  if (!pages.data) return <RowsOnTheWay rows={3} height={28} />
  const rows = pages.data.pages.flatMap((page) => page.rows)
  if (rows.length === 0) return <p className="small dim">{words.none}</p>
  return (
    <>
      <ol className="mb-health">
        {rows.map(({ at, kind, words: said, until, works }, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows only grow at the ends, and two may share their instant
          <li key={`${at} ${kind} ${i}`} data-kind={kind === 'tested' && !works ? 'failed' : kind}>
            <time dateTime={at}>{moment(at, zone, now)}</time>
            <b>{kind === 'tested' ? words.kind.tested(works) : words.kind[kind]}</b>
            <span>
              <span className={theirs.has(kind) ? 'quote' : undefined}>{words.stopped.figures(said)}</span>
              {until && <span className="dim"> · {words.until(moment(until, zone, now))}</span>}
            </span>
          </li>
        ))}
      </ol>
      {pages.hasNextPage && (
        <Button size="xs" variant="subtle" loading={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
          {words.more}
        </Button>
      )}
    </>
  )
}

function CameBack({ box: { account } }: { box: Box }) {
  const zone = useZone()
  const now = useNow()
  const found = useQuery(api.accounts.deliverability.queryOptions({ input: { public_id: account.public_id } }))
  if (found.error) return <Failed what={rates.failed} error={found.error} onAgain={() => found.refetch()} />
  if (!found.data) return <RowsOnTheWay rows={4} height={28} />
  return <Rates figures={found.data} since={found.data.since && moment(found.data.since, zone, now)} />
}

/** How a mailbox is doing, why, what brings it back, and what has happened to it. */
export function HealthSection({ box }: SectionProps) {
  const { account } = box
  const zone = useZone()
  const now = useNow()
  const test = useTest()
  const isPaused = account.status === 'active' && account.paused
  const when = account.resume_at && moment(account.resume_at, zone, now)
  const sends = account.status === 'active'
  const stopped = box.usage?.paused_for
  const why = account.status_reason ?? (isPaused ? words.paused : fineOf(box, test.data))
  return (
    <AccountSection
      title={words.title}
      lead={words.lead}
      action={
        <TestButton {...{ box, test }} size="xs">
          {words.test}
        </TestButton>
      }
    >
      <Facts
        facts={[
          [words.state, <State key="state" is={stateShown(box)} />],
          ...(why === null
            ? []
            : ([
                [
                  words.why,
                  account.status_reason && account.status === 'error' ? (
                    <span key="why" className="quote">
                      {account.status_reason}
                    </span>
                  ) : isPaused && stopped ? (
                    words.stopped.figures(stopped.words)
                  ) : (
                    why
                  ),
                ],
              ] as const)),
          ...(sends ? [] : ([[words.back, backOf(box, when)]] as const)),
        ]}
      />
      <div aria-live="polite">
        <Tested test={test} />
      </div>
      <div className="mb-health-head">
        <h3>{rates.title}</h3>
      </div>
      <CameBack box={box} />
      <div className="mb-health-head">
        <h3>{words.history}</h3>
        <span className="fine faint">{words.since}</span>
      </div>
      <History box={box} />
    </AccountSection>
  )
}
