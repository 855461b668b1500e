/** Every figure of a report, compared with what the mail servers wrote down and with SQL that is not the program's. */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Locator, Page } from '@playwright/test'
import type { RigMailbox } from '../rig/imap-mailbox.ts'
import type { LedgerServer } from '../rig/ledger.ts'
import type { Story } from '../work/story.ts'
import { letters } from './came-back.ts'
import { expect as hasty, pictures } from './rig.ts'
import { good } from './sheet-job.ts'

const expect = hasty.configure({ timeout: 20_000 })

const taken = (server: LedgerServer) => server.events().filter(({ event }) => event === 'taken')

export interface Cast {
  story: Story
  servers: Map<string, LedgerServer>
  boxes: Record<string, RigMailbox>
}

/** Answers into the mailboxes that wrote: from every so-maniest recipient, and they are waited for. */
export async function answer({ story, servers, boxes }: Cast, every: number, skip: number): Promise<void> {
  const database = new DatabaseSync(join(story.folder, 'cadenza.sqlite'), { readOnly: true })
  const known = () => Number(database.prepare('SELECT count(*) AS n FROM incoming').get()?.n)
  let owed = known()
  for (const [name, server] of servers) {
    for (const [n, { to, messageId }] of taken(server).slice(skip).entries()) {
      if (n % every !== 3) continue
      const kind = (['reply', 'bounce', 'reply', 'optOut'] as const)[Math.floor(n / every) % 4] as 'reply'
      const whom = {
        contact: to?.[0],
        contact_name: null,
        title: 'Wood',
        message_id: messageId,
        sender: `${name}@haldenroux.example`,
      }
      const lines = [
        `Message-ID: <${kind}-${++owed}@answers.example>`,
        `Date: ${new Date(story.now()).toUTCString()}`,
        ...letters[kind](whom as never),
      ]
      boxes[name]?.put('INBOX', Buffer.from(lines.join('\r\n')))
    }
  }
  for (let tries = 0; known() < owed && tries < 60; tries++) {
    await story.goTo(story.now() + 30_000)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  expect(known()).toBe(owed)
  database.close()
}

const heads = ['To come', 'Sent', 'Replied', 'Bounced', 'Opted out', 'Refused', 'Unsure', 'Stopped before'] as const
type Figures = Record<string, number>

/** Figures that are not zero, by the words above them; rows by how their head begins. */
async function shown(table: Locator, rows: readonly string[]): Promise<Record<string, Figures>> {
  const cells = await table
    .locator('tr')
    .evaluateAll((all) => all.map((row) => [...row.children].map((cell) => (cell.textContent ?? '').trim())))
  const [head = [], ...body] = cells
  const found = rows.map((name) => {
    const row = body.find(([first = '']) => first.includes(name)) ?? []
    const figures = head.flatMap((word, at) => {
      const n = Number((row[at] ?? '').replaceAll(',', ''))
      return (heads as readonly string[]).includes(word) && n > 0 ? [[word, n] as const] : []
    })
    return [name, Object.fromEntries(figures)] as const
  })
  return Object.fromEntries(found)
}

/** What each row must say: counted anew, email by email; who ended counts with the last email that had left. */
const owed = (key: string) => `
  WITH last AS (SELECT enrollment_id, max(step) AS step FROM sends WHERE state = 'sent' GROUP BY 1)
  SELECT ${key} AS line, sum(s.state IN ('planned', 'sending')) AS "To come", sum(s.state = 'sent') AS "Sent",
    sum(s.step = l.step AND e.state = 'replied') AS "Replied", sum(s.step = l.step AND e.state = 'bounced') AS "Bounced",
    sum(s.step = l.step AND e.state = 'unsubscribed') AS "Opted out", sum(s.state = 'refused') AS "Refused",
    sum(s.state = 'unsure') AS "Unsure", sum(s.state = 'withdrawn') AS "Stopped before"
  FROM sends s JOIN enrollments e ON e.id = s.enrollment_id JOIN accounts a ON a.id = s.account_id
  LEFT JOIN last l ON l.enrollment_id = e.id GROUP BY 1 HAVING line IS NOT NULL ORDER BY 1`

const states = {
  pending: 'Not written to yet',
  active: 'Under way',
  replied: 'Replied',
  bounced: 'Bounced',
  unsubscribed: 'Opted out',
  finished: 'Finished',
} as const

type Rows = Record<string, string | number>[]
const figuresOf = (rows: Rows): Record<string, Figures> =>
  Object.fromEntries(
    rows.map(({ line, ...rest }) => [line, Object.fromEntries(Object.entries(rest).filter(([, n]) => Number(n) > 0))]),
  ) as Record<string, Figures>

export async function compare(app: Page, { story, servers }: Cast, when: string): Promise<void> {
  const database = new DatabaseSync(join(story.folder, 'cadenza.sqlite'), { readOnly: true })
  const all = (sql: string) => database.prepare(sql).all() as Rows
  await app.getByRole('link', { name: 'Sequences', exact: true }).click()
  await app.getByRole('row', { name: /Autumn fair/ }).click()
  await app.getByRole('tab', { name: 'Report' }).click()
  await expect(app.getByText(`Yes. ${good} contacts engaged are in one state each`)).toBeVisible()
  await pictures(app, `sheet-report-${when}`)

  // everybody is in one state, and those are what the database says
  const inState = Object.fromEntries(
    all('SELECT state, count(*) AS n FROM enrollments GROUP BY 1').map(({ state, n }) => [
      states[state as 'active'],
      n,
    ]),
  )
  const told = await app
    .locator('.seq-states li:not(.apart)')
    .evaluateAll((items) => items.map((item) => [item.querySelector('b')?.textContent ?? '', item.textContent ?? '']))
  const said = Object.fromEntries(
    told.slice(1).map(([n = '', text = '']) => [text.replace(/^[=+]?\d+/, ''), Number(n)]),
  )
  expect(said).toEqual(inState)
  expect(told[0]?.[0]).toBe(String(good))
  expect(Object.values(said).reduce((sum, n) => sum + n, 0)).toBe(good)

  // each table, against SQL
  const tables = {
    'By step': "'Step ' || s.step",
    'By sender': 'a.address',
    'By variant': "CASE WHEN s.variant IS NOT NULL THEN 'Step ' || s.step || ' ' || s.variant END",
  }
  const by: Record<string, Record<string, Figures>> = {}
  for (const [title, key] of Object.entries(tables)) {
    const expected = figuresOf(all(owed(key)))
    expect(Object.keys(expected)).toHaveLength(title === 'By step' ? 3 : 2)
    by[title] = await shown(
      app.getByRole('region', { name: title, exact: true }).getByRole('table'),
      Object.keys(expected),
    )
    expect(by[title], `${title}, ${when}`).toEqual(expected)
  }

  // the mail servers' own book: who took what, the first email to an address being step 1, and whom they refused
  const perStep: number[] = []
  const times = new Map<string, number>()
  for (const [name, server] of servers) {
    const figures = by['By sender']?.[`${name}@haldenroux.example`]
    expect((figures?.Sent ?? 0) + (figures?.Unsure ?? 0), name).toBe(taken(server).length)
    const gone = server
      .events()
      .flatMap(({ event, to }) => (event === 'rcpt' && to?.[0]?.endsWith('@gone.example') ? to : []))
    expect(figures?.Refused ?? 0, name).toBe(new Set(gone).size)
    for (const { to } of taken(server)) {
      const step = (times.get(to?.[0] ?? '') ?? 0) + 1
      times.set(to?.[0] ?? '', step)
      perStep[step] = (perStep[step] ?? 0) + 1
    }
  }
  for (const step of [1, 2, 3]) {
    const figures = by['By step']?.[`Step ${step}`]
    expect((figures?.Sent ?? 0) + (figures?.Unsure ?? 0), `step ${step}`).toBe(perStep[step] ?? 0)
  }

  // day by day, in the workspace's hours: Paris is an hour before UTC in November
  await app.getByRole('button', { name: 'As table: Over time' }).click()
  const days =
    all(`SELECT ltrim(strftime('%d', at / 1000 + 3600, 'unixepoch'), '0') || ' Nov' AS line, sum(state = 'sent') AS "Sent",
    sum(state IN ('planned', 'sending')) AS "To come", sum(state = 'refused') AS "Refused", sum(state = 'unsure') AS "Unsure"
    FROM sends WHERE state <> 'withdrawn' GROUP BY 1`)
  const overTime = await shown(
    app.getByRole('table', { name: 'Over time' }),
    days.map(({ line }) => String(line)),
  )
  const { 'Opted out': _, ...first } = overTime['9 Nov'] ?? {}
  expect(first).toEqual(figuresOf(days)['9 Nov'])
  for (const { line } of days) expect(overTime[String(line)]).toMatchObject(figuresOf(days)[String(line)] ?? {})
  await pictures(app, `sheet-report-table-${when}`)

  // a figure opens the emails that it counts
  const refused = by['By step']?.['Step 1']?.Refused ?? 0
  await app
    .getByRole('region', { name: 'By step', exact: true })
    .getByRole('row', { name: /^Step 1/ })
    .getByRole('link', { name: String(refused), exact: true })
    .last()
    .click()
  await expect(app).toHaveURL(/#\/outbox\?/)
  await expect(app.getByRole('grid')).toHaveAttribute('aria-rowcount', String(refused + 1))
  await pictures(app, `sheet-outbox-${when}`)

  await app.getByRole('link', { name: 'People in sequences' }).click()
  for (const [state, n] of Object.entries(inState))
    await expect(
      app
        .getByRole('main')
        .getByText(new RegExp(`^${state}\\s*${n}$`))
        .first(),
    ).toBeVisible()
  await pictures(app, `sheet-people-${when}`)
  await app.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Reports' }).click()
  const team = app.getByRole('table', { name: 'Team' })
  await expect(team).toBeVisible()
  for (const name of servers.keys()) {
    const row = await shown(team, [`${name}@haldenroux.example`])
    expect(row[`${name}@haldenroux.example`]?.Sent).toBe(by['By sender']?.[`${name}@haldenroux.example`]?.Sent)
  }
  await pictures(app, `sheet-team-${when}`)
  database.close()
}
