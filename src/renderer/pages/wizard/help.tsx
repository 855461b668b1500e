import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { api } from '../../api/client.ts'
import { Notice, wordsOf } from '../../parts/notice.tsx'
import { wizard } from '../../words/wizard.ts'
import { type Draft, taken, wishOf } from './draft.ts'
import type { Kept } from './use-draft.ts'

const words = wizard.help

interface Props {
  draft: Draft
  sequence: string
  zone: string
  onTake: Kept['set']
  onClose: () => void
}

/** What would finish earlier: a few changes, each really planned by the engine when this is opened. */
export function Help({ draft, sequence, zone, onTake, onClose }: Props) {
  const found = useQuery(api.schedule.preview.queryOptions({ input: { ...wishOf(draft, sequence), help: true } }))
  const ideas = found.data?.help
  return (
    <section className="wiz-help" aria-label={words.title} aria-busy={found.isLoading}>
      <h3>{words.title}</h3>
      {found.error && <Notice tone="bad">{wordsOf(found.error)}</Notice>}
      {found.isLoading && <p className="small dim">{words.planning}</p>}
      {ideas?.length === 0 && <p className="small dim">{words.none}</p>}
      <ul>
        {ideas?.map((idea) => (
          <li key={idea.kind + idea.text}>
            <span className="grow">
              <b>{idea.text}</b> {words.would}
              <em className="now-b">{words.finish(idea.finish, zone)}</em>.
            </span>
            {idea.change ? (
              <Button
                size="xs"
                variant="default"
                aria-label={`${words.take}: ${idea.text}`}
                onClick={() => onTake((was) => taken(was, idea.change ?? {}))}
              >
                {words.take}
              </Button>
            ) : (
              <Link to="/mailboxes" className="small">
                {words.mailbox}
              </Link>
            )}
          </li>
        ))}
      </ul>
      <button type="button" className="link small" onClick={onClose}>
        {words.close}
      </button>
    </section>
  )
}
