import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { client } from '../../api/client.ts'
import { saveText } from '../../api/save-text.ts'
import { sayRefused } from '../../parts/say.tsx'
import { HandOn } from '../../parts/signed.tsx'
import { SixWords } from '../../parts/six-words.tsx'
import { join as words } from '../../words/devices.ts'

type Joined = NonNullable<Awaited<ReturnType<typeof client.invitations.joining>>>

/** What goes back to whoever invited; later, that it is over. */
export function Answer({ joined }: { joined: Joined }) {
  const save = () => saveText(joined.file_name, joined.file).catch((thrown) => sayRefused(words.file, thrown))
  if (joined.admitted)
    return (
      <section className="signed" aria-label={words.title}>
        <div className="signed-block">
          <h2>{words.admitted(joined.workspace)}</h2>
          <p className="dim">{words.admittedMore}</p>
        </div>
        <div className="signed-acts">
          <Button component={Link} to="/settings/exchange">
            {words.exchange}
          </Button>
        </div>
      </section>
    )
  return (
    <section className="signed" aria-label={words.title}>
      <div className="signed-block">
        <h2>{words.joined(joined.workspace)}</h2>
        <p>{words.send(joined.inviter)}</p>
      </div>
      <HandOn
        label={words.link}
        link={joined.link}
        copy={words.copy}
        file={{ label: words.file, save: () => void save() }}
      />
      <div className="signed-block">
        <h3>{words.own}</h3>
        <SixWords words={joined.words} label={words.own} />
        <p className="dim">{words.ownMore}</p>
      </div>
      <div className="signed-block">
        <h3>{words.next}</h3>
        <p className="measure">{words.nextMore}</p>
      </div>
      <div className="signed-acts">
        <Button component={Link} to="/settings/exchange" variant="default">
          {words.exchange}
        </Button>
      </div>
    </section>
  )
}
