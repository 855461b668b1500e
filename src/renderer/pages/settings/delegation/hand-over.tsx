import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { api } from '../../../api/client.ts'
import { useNow, useZone } from '../../../api/hooks.ts'
import { saveText } from '../../../api/save-text.ts'
import { RowsOnTheWay } from '../../../parts/blank.tsx'
import { CopyText } from '../../../parts/copy-text.tsx'
import { DialogFoot } from '../../../parts/dialog.tsx'
import { Failed } from '../../../parts/notice.tsx'
import { say, sayRefused } from '../../../parts/say.tsx'
import { HandOn } from '../../../parts/signed.tsx'
import { delegation } from '../../../words/delegation.ts'

const words = delegation.letter

async function save(name: string, text: string): Promise<void> {
  try {
    if (await saveText(name, text)) say({ title: words.saved(name) })
  } catch (thrown) {
    sayRefused(words.file, thrown)
  }
}

/** A letter that is handed over by a person: as a link, as an email of their own, as a file. */
export function HandOver({ id, onDone }: { id: string; onDone: () => void }) {
  const zone = useZone()
  const now = useNow(60_000)
  const found = useQuery(api.delegations.letter.queryOptions({ input: { public_id: id }, gcTime: 0, staleTime: 0 }))
  const letter = found.data
  return (
    <div className="st-dele-letter">
      <p className="dim">{words.lead}</p>
      {found.isPending && <RowsOnTheWay rows={4} height={44} />}
      {found.error && <Failed what={words.failed} error={found.error} onAgain={() => found.refetch()} />}
      {letter && (
        <>
          <p>
            {letter.words} {words.until(delegation.day(letter.expires_at, zone, now))}
          </p>
          <HandOn label={words.link} link={letter.link} copy={words.copy} />
          <div className="st-dele-email">
            <div className="row">
              <h3 className="grow">{words.email}</h3>
              <CopyText text={letter.body} label={words.copyEmail} />
            </div>
            <dl className="small">
              <dt>{words.to}</dt>
              <dd>{letter.to}</dd>
              <dt>{words.subject}</dt>
              <dd>{letter.subject}</dd>
            </dl>
          </div>
        </>
      )}
      <DialogFoot>
        {letter && (
          <Button
            variant="default"
            leftSection={<IconDownload size={16} stroke={1.7} aria-hidden />}
            onClick={() => void save(letter.file_name, letter.text)}
          >
            {words.file}
          </Button>
        )}
        <Button onClick={onDone} data-autofocus>
          {words.done}
        </Button>
      </DialogFoot>
    </div>
  )
}
