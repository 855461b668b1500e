import { useNavigate } from '@tanstack/react-router'
import { client } from '../../api/client.ts'
import { useAsk } from '../../parts/dialog.tsx'
import { wordsOf } from '../../parts/notice.tsx'
import { say } from '../../parts/say.tsx'
import { sequences as words } from '../../words/sequences.ts'
import { shell } from '../../words/shell.ts'

type Named = { public_id: string; name: string }

/** What can be done with whole sequences, each with its way back. A refusal is shown in a dialog, with its words. */
export function useActs() {
  const navigate = useNavigate()
  const ask = useAsk()
  const { acts } = words
  const attempt = async (name: string, work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await work()
      return true
    } catch (error) {
      await ask({ title: acts.failed(name), body: wordsOf(error), verb: shell.close })
      return false
    }
  }
  const each = async (rows: readonly Named[], verb: (row: Named) => Promise<unknown>): Promise<Named[]> => {
    const done: Named[] = []
    for (const row of rows) {
      if (!(await attempt(row.name, () => verb(row)))) break
      done.push(row)
    }
    return done
  }
  const archive = async (rows: readonly Named[]) => {
    const done = await each(rows, ({ public_id }) => client.sequences.archive({ public_id }))
    if (done.length === 0) return
    const undo = () => each(done, ({ public_id }) => client.sequences.unarchive({ public_id }))
    say({ title: acts.archived(done.length), action: { label: shell.undo, run: undo } })
  }
  return {
    archive,
    async unarchive(row: Named) {
      if (await attempt(row.name, () => client.sequences.unarchive({ public_id: row.public_id })))
        say({ title: acts.unarchived(row.name) })
    },
    async pause(rows: readonly Named[]) {
      const done = await each(rows, ({ public_id }) => client.sequences.pause({ public_id }))
      const undo = () => each(done, ({ public_id }) => client.sequences.resume({ public_id }))
      for (const { name } of done.slice(0, 1))
        say({ title: acts.paused(name), more: acts.pausedMore, action: { label: shell.undo, run: undo } })
    },
    async resume(rows: readonly Named[]) {
      const done = await each(rows, ({ public_id }) => client.sequences.resume({ public_id }))
      for (const { name } of done.slice(0, 1)) say({ title: acts.resumed(name) })
    },
    duplicate: (row: Named) =>
      attempt(row.name, async () => {
        const made = await client.sequences.duplicate({ public_id: row.public_id })
        say({ title: acts.duplicated(made.name) })
        await navigate({ to: '/sequences/$id', params: { id: made.public_id } })
      }),
  }
}
