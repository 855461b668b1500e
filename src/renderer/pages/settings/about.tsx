import { Button } from '@mantine/core'
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { api, queries, shell } from '../../api/client.ts'
import { RowsOnTheWay } from '../../parts/blank.tsx'
import { Failed, Notice, wordsOf } from '../../parts/notice.tsx'
import { settings } from '../../words/settings.ts'
import { Diagnostics } from './diagnostics.tsx'
import { RemoveData } from './remove-data.tsx'
import { Section } from './section.tsx'

const words = settings.about

/** What is well and what isn't, each in words and with what to do. */
function Checks() {
  const found = useQuery(api.workspace.doctor.queryOptions({ staleTime: 0 }))
  const ill = found.data?.filter(({ ok }) => !ok).length ?? 0
  return (
    <>
      <div className="row">
        <h3 className="grow" aria-live="polite">
          {found.isFetching ? words.checking : ill > 0 ? words.ill(ill) : found.data && words.well}
        </h3>
        <Button size="xs" variant="default" loading={found.isFetching} onClick={() => void found.refetch()}>
          {words.again}
        </Button>
      </div>
      {found.error && <Failed what={words.checks} error={found.error} />}
      {found.isPending && <RowsOnTheWay rows={9} height={36} />}
      <ul className="st-about-checks" aria-label={words.checks}>
        {found.data?.map(({ check, ok, words: said, next }) => (
          <li key={check} className={ok ? 'ok' : 'ill'}>
            {ok ? (
              <IconCheck size={16} stroke={1.8} aria-hidden />
            ) : (
              <IconAlertTriangle size={16} stroke={1.8} aria-hidden />
            )}
            <b>{words.check[check] ?? check}</b>
            <span className="grow">
              {said} {next && <span className="dim">{next}</span>}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}

/** Updates are the desktop's; whoever starts the program by hand fetches them by hand. */
function Updates({ desktop }: { desktop: NonNullable<typeof shell> }) {
  const queryKey = ['shell', 'update']
  const update = useQuery({ queryKey, queryFn: () => desktop.update.get(), refetchInterval: 5000 })
  const put = { onSuccess: (now: unknown) => queries.setQueryData(queryKey, now) }
  const check = useMutation({ mutationFn: () => desktop.update.check(), ...put })
  const install = useMutation({ mutationFn: () => desktop.update.install(), ...put })
  const state = update.data?.state
  const error = check.error ?? install.error
  if (!state) return null
  return (
    <>
      <div className="row">
        <p className="grow">
          <b className="strong">{words.updates[state]}</b> <span className="dim">{update.data?.words}</span>
        </p>
        {state === 'ready' ? (
          <Button size="xs" onClick={() => install.mutate()}>
            {words.install}
          </Button>
        ) : (
          state !== 'off' && (
            <Button size="xs" variant="default" loading={state === 'checking'} onClick={() => check.mutate()}>
              {words.look}
            </Button>
          )
        )}
      </div>
      {error && <Notice tone="bad">{wordsOf(error)}</Notice>}
    </>
  )
}

function Folder({ desktop }: { desktop: NonNullable<typeof shell> }) {
  const about = useQuery({ queryKey: ['shell', 'about'], queryFn: () => desktop.about() }).data
  if (!about) return null
  return (
    <>
      <dt>{words.folder}</dt>
      <dd>
        <code className="mono">{about.data_folder}</code>{' '}
        <button type="button" className="link small" onClick={() => void desktop.files.show({}).catch(() => {})}>
          {words.show}
        </button>
      </dd>
    </>
  )
}

export function About() {
  return (
    <Section title={settings.sections.about} lead={words.lead}>
      <dl className="st-about-facts">
        <dt>{words.version}</dt>
        <dd>{__VERSION__}</dd>
        {shell && <Folder desktop={shell} />}
      </dl>
      {shell && <Updates desktop={shell} />}
      <Checks />
      <Diagnostics />
      <RemoveData />
    </Section>
  )
}
