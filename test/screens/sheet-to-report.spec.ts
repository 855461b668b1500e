/**
 * From a workbook (of 150 rows; of 500 in the soak) to a report, by what is on screen: import, two mailboxes, a sequence of three emails, the first
 * written in two ways, a look through, engaged, sent, refused, answered. Then every figure is compared with what the mail
 * servers wrote down and with SQL of this test's own.
 */
import { startImapServer } from '../rig/imap-server.ts'
import { type LedgerServer, startLedgerServer } from '../rig/ledger.ts'
import { size } from '../size.ts'
import { expect, watched } from './rig.ts'
import { answer, compare } from './sheet-figures.ts'
import { bringIn, connect, good, schedule, write } from './sheet-job.ts'
import { stage } from './stage.ts'

stage.use({ at: '2026-11-09T07:30:00Z' })
stage.setTimeout(size(240_000, 900_000))

stage(
  `${good + 12} rows of a workbook become a sequence of two senders, and each figure of its report is right`,
  async ({ page, stage: on }) => {
    const { story, origin, loginUrl } = on
    const servers = new Map<string, LedgerServer>()
    for (const name of ['anna', 'marc'])
      servers.set(
        name,
        await startLedgerServer({
          durable: false,
          script: {
            account: { user: `${name}@haldenroux.example`, password: 'pw' },
            rules: [
              { phase: 'rcpt', do: 'reply', text: '550 5.1.1 no such user here', to: '@gone.example', times: 999 },
              { phase: 'rcpt', do: 'reply', text: '451 4.7.1 try again later', to: '@slow.example', times: 2 },
              { phase: 'dot', do: 'drop', take: true, to: 'person9@', times: 1 },
            ],
          },
        }),
      )
    const imap = await startImapServer(story.now)
    const boxes = Object.fromEntries(
      ['anna', 'marc'].map((name) => {
        const box = imap.mailbox(`${name}@haldenroux.example`, 'pw')
        box.add('Sent', '\\Sent')
        return [name, box]
      }),
    )
    const cast = { story, servers, boxes }
    page.setDefaultTimeout(12_000)
    await watched(page, origin, loginUrl(), async (app) => {
      await bringIn(app, story)
      for (const name of ['anna', 'marc']) await connect(app, name, servers.get(name) as LedgerServer, imap)
      await write(app)
      await schedule(app)
    })
    const { steps } = await story.client.sequences.get({
      public_id: (await story.client.sequences.list())[0]?.public_id ?? '',
    })
    const html =
      '<p>Hello {{ first_name | default: "there" }},</p>\n<p>{% if company %}how does {{ company }} choose its {{ favourite_wood }}?{% endif %}</p>\n<p><img src="cid:oak-leaf" alt="oak leaf" width="64"></p>\n<p>Kind regards, Anna</p>'
    expect([steps[0]?.html, steps[0]?.variants?.[0]?.html]).toEqual([html, html])
    // a page that is open draws each email that leaves: that is not what is looked at here
    await page.goto('about:blank')
    await story.goTo('2026-11-09T11:30:00Z')
    await answer(cast, 12, 0)
    await story.goTo('2026-11-12T09:20:00Z')
    await watched(page, origin, loginUrl(), async (app) => {
      await compare(app, cast, 'half')
    })
    await page.goto('about:blank')
    await story.goTo('2026-11-13T15:00:00Z')
    await answer(cast, 17, 240)
    await story.goTo('2026-11-19T15:00:00Z')
    await watched(page, origin, loginUrl(), async (app) => {
      await compare(app, cast, 'end')
    })
    for (const server of servers.values()) await server.stop()
    await imap.stop()
  },
)
