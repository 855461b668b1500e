import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { api, client, queries } from '../../api/client.ts'
import { useNow, useZone } from '../../api/hooks.ts'
import { Empty, RowsOnTheWay } from '../../parts/blank.tsx'
import { useAsk } from '../../parts/dialog.tsx'
import { Failed, Notice, wordsOf } from '../../parts/notice.tsx'
import { say } from '../../parts/say.tsx'
import { moment, size } from '../../words/format.ts'
import { backups as words } from '../../words/safety.ts'
import { settings } from '../../words/settings.ts'
import { Section } from './section.tsx'
import './safety.css'

type Found = Awaited<ReturnType<typeof client.backups.list>>

function Row({ item, canRestore }: { item: Found['rows'][number]; canRestore: boolean }) {
  const zone = useZone()
  const now = useNow(60_000)
  const ask = useAsk()
  const made = moment(item.at, zone, now)
  const restore = async () => {
    const done = await ask({
      title: words.restoreTitle(made),
      body: words.restoreBody,
      verb: words.restoreVerb,
      danger: true,
      run: () => client.backups.restore({ name: item.name }),
    })
    if (done) say({ title: words.restarting })
  }
  return (
    <tr>
      <th scope="row">{made}</th>
      <td>{words.kinds[item.kind]}</td>
      <td className="st-backup-size">{size(item.bytes)}</td>
      <td className="num">
        {canRestore && (
          <Button size="xs" variant="default" aria-label={words.restoreName(made)} onClick={() => void restore()}>
            {words.restore}
          </Button>
        )}
      </td>
    </tr>
  )
}

function List({ found }: { found: Found }) {
  const { columns } = words
  return (
    <>
      <table className="st-key-table st-backup-table" aria-label={words.table}>
        <thead>
          <tr>
            <th scope="col">{columns.made}</th>
            <th scope="col">{columns.kind}</th>
            <th scope="col" className="st-backup-size">
              {columns.size}
            </th>
            <th scope="col">
              <span className="unseen">{columns.acts}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {found.rows.map((item) => (
            <Row key={item.name} item={item} canRestore={found.can_restore} />
          ))}
        </tbody>
      </table>
      {!found.can_restore && <p className="dim small">{words.closed}</p>}
    </>
  )
}

/** Copies that can be gone back to. */
export function Backups() {
  const found = useQuery(api.backups.list.queryOptions())
  const create = useMutation({
    mutationFn: () => client.backups.create(),
    async onSuccess() {
      say({ title: words.created })
      await queries.invalidateQueries({ queryKey: api.backups.key() })
    },
  })
  return (
    <Section
      title={settings.sections.backups}
      lead={words.lead}
      action={
        <Button loading={create.isPending} onClick={() => create.mutate()}>
          {words.create}
        </Button>
      }
    >
      {found.error && <Failed what={words.failed} error={found.error} onAgain={() => found.refetch()} />}
      {create.error && <Notice tone="bad">{wordsOf(create.error)}</Notice>}
      {found.isPending && <RowsOnTheWay rows={3} />}
      {found.data?.rows.length === 0 && <Empty title={words.none}>{words.noneMore}</Empty>}
      {found.data && found.data.rows.length > 0 && <List found={found.data} />}
      {found.data && (
        <p className="dim small">
          {words.folder} <span className="mono">{found.data.folder}</span>
        </p>
      )}
    </Section>
  )
}
