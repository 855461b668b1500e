import { Button } from '@mantine/core'
import { IconSquareCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, client } from '../../api/client.ts'
import { say, sayRefused } from '../../parts/say.tsx'
import { moment } from '../../words/format.ts'
import { tasks as words } from '../../words/tasks.ts'
import type { Day } from './day.ts'

type Task = Awaited<ReturnType<typeof client.tasks.list>>['rows'][number]

/** So many are shown; the rest is counted. Who does one sees the next. */
const few = 5

const nameOf = (task: Task): string => task.contact_name ?? task.contact

function TaskRow({ task, day, now, onGone }: { task: Task; day: Day; now: number; onGone: () => unknown }) {
  const [busy, setBusy] = useState<'done' | 'skip' | null>(null)
  const settle = async (deed: 'done' | 'skip') => {
    setBusy(deed)
    try {
      await client.tasks[deed]({ public_id: task.public_id })
      const undo = () => client.tasks.undo({ public_id: task.public_id }).then(onGone)
      say({
        title: deed === 'done' ? words.saidDone : words.saidSkipped,
        more: words.next(nameOf(task)),
        action: { label: words.undo, run: undo },
      })
      await onGone()
    } catch (thrown) {
      sayRefused(deed === 'done' ? words.done : words.skip, thrown)
    } finally {
      setBusy(null)
    }
  }
  return (
    <li className="td-need">
      <IconSquareCheck size={17} stroke={1.7} aria-hidden />
      <div className="grow">
        <b>{task.title}</b>
        {task.note !== null && task.note !== task.title && <p className="td-note">{task.note}</p>}
        <p className="dim small">
          {nameOf(task)}
          {task.company === null ? '' : `, ${task.company}`} · {words.about(task.sequence, task.step)} ·{' '}
          {words.since(moment(task.due, day.zone, now))}
        </p>
      </div>
      <Button
        size="xs"
        variant="default"
        loading={busy === 'skip'}
        disabled={busy !== null}
        aria-label={words.skipFor(nameOf(task))}
        onClick={() => settle('skip')}
      >
        {words.skip}
      </Button>
      <Button
        size="xs"
        loading={busy === 'done'}
        disabled={busy !== null}
        aria-label={words.doneFor(nameOf(task))}
        onClick={() => settle('done')}
      >
        {words.done}
      </Button>
    </li>
  )
}

/** Only when something is to be done by hand: the sequences of these contacts wait for it. */
export function Tasks({ day, now }: { day: Day; now: number }) {
  const found = useQuery(api.tasks.list.queryOptions({ input: { show: 'open', limit: few }, refetchInterval: 60_000 }))
  const rows = found.data?.rows ?? []
  if (rows.length === 0) return null
  const more = (found.data?.open ?? 0) - rows.length
  return (
    <section aria-labelledby="td-tasks">
      <h2 id="td-tasks">{words.title}</h2>
      <ul>
        {rows.map((task) => (
          <TaskRow key={task.public_id} task={task} day={day} now={now} onGone={() => found.refetch()} />
        ))}
        {more > 0 && <li className="small dim td-more">{words.more(more)}</li>}
      </ul>
    </section>
  )
}
