import { busyWeek } from './busy-week.ts'
import { barriers, go, pictures, expect as usual } from './rig.ts'
import { stage } from './stage.ts'

const expect = usual.configure({ timeout: 20_000 })

stage.use({ at: '2026-11-09T07:40:00Z', before: { live: busyWeek } })
stage.setTimeout(200_000)

/** "Row 2 of 38" and the like aside: how many rows the list that opened has, by its own count. */
const figure = (text: string | null): number => Number((text ?? '').replaceAll(/\D/g, ''))

stage(
  'each figure of a report opens the rows it counts, in tables, hours and the sequence itself',
  async ({ app, stage: { story } }) => {
    const { client } = story
    const sequence = (await client.sequences.list()).find(({ name }) => name === 'Autumn check-in')
    const report = await client.reports.sequence({ sequence: sequence?.public_id ?? '' })
    await go(app, `/sequences/${sequence?.public_id}?tab=report`)
    await expect(app.getByText('Does it add up?')).toBeVisible()
    const steps = app.getByRole('region', { name: 'By step' })
    const [first] = report.perStep
    const row = steps.getByRole('row', { name: /^Step 1/ })
    await expect(row).toContainText(String(first?.refused))
    expect(await barriers(app)).toEqual([])
    await pictures(app, 'report-sequence')
    const refused = row.getByRole('link').last()
    const n = figure(await refused.textContent())
    await refused.click()
    await expect(app).toHaveURL(/#\/outbox\?/)
    await expect(app.getByRole('grid').getByRole('row')).toHaveCount(n + 1)

    await app.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Reports' }).click()
    const team = app.getByRole('table', { name: 'Team' })
    await expect(team.getByRole('row', { name: /^anna\.lindqvist@/ })).toBeVisible()
    expect(await barriers(app)).toEqual([])
    await pictures(app, 'reports-team')
    await app.getByRole('tab', { name: 'Deliverability' }).click()
    const domains = app.getByRole('table', { name: 'Deliverability' })
    await expect(domains.getByRole('row', { name: /^galeriepas\.example/ })).toBeVisible()
    await pictures(app, 'reports-domains')
    await app.getByRole('tab', { name: 'Hours' }).click()
    const heat = app.getByRole('table', { name: 'Emails by weekday and hour' })
    const cell = heat.getByRole('button').first()
    const told = figure((await cell.textContent()) ?? '')
    await cell.click()
    const days = app.getByRole('listitem').getByRole('link', { name: /^[\d,]+ emails?$/ })
    const counts = await days.allTextContents()
    expect(counts.reduce((sum, text) => sum + figure(text), 0)).toBe(told)
    expect(await barriers(app)).toEqual([])
    await pictures(app, 'reports-hours')
  },
)

stage(
  'a page of contacts that is empty, after which they go on, does not say that there are none',
  async ({ app, stage: { story, origin } }) => {
    const sequence = (await story.client.sequences.list()).find(({ name }) => name === 'Autumn check-in')
    const held: (() => void)[] = []
    let first: string | undefined
    await app.routeWebSocket(`${origin.replace('http', 'ws')}/ws`, (socket) => {
      const server = socket.connectToServer()
      socket.onMessage((message) => {
        const { i } = JSON.parse(message.toString())
        if (!message.toString().includes('reports/contacts')) return server.send(message)
        if (first !== undefined) return void held.push(() => server.send(message))
        first = i
        server.send(message)
      })
      // as where none of the emails that one page may look at fits
      const none = (key: string, value: unknown) => (key === 'rows' ? [] : key === 'next' ? '0' : value)
      server.onMessage((message) => {
        const isFirst = first !== undefined && JSON.parse(message.toString()).i === first
        socket.send(isFirst ? JSON.stringify(JSON.parse(message.toString(), none)) : message)
      })
    })
    await app.reload()
    await go(app, `/sequences/${sequence?.public_id}?tab=report`)
    const people = app.getByRole('grid', { name: 'Contacts' })
    await expect.poll(() => held.length).toBe(1)
    await expect(people).toHaveAttribute('aria-busy', 'true')
    await expect(people.getByRole('row')).toHaveCount(1)
    await pictures(app, 'report-page-empty')
    for (const pass of held) pass()
    await expect(people.getByRole('row').nth(1)).toBeVisible()
    await expect(people).not.toHaveAttribute('aria-busy', 'true')
  },
)
