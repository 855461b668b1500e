/** What a deed for many chosen emails leads to: told of all of them, not of those that one request may change. */
import { expect, it } from 'vitest'
import { size } from '../size.ts'
import { people } from '../work/story.ts'
import { weeks } from '../work/weeks.ts'

const w = weeks()
const DAY = 86_400_000
const many = size(620, 2000)
const said = many.toLocaleString('en')

async function chosen() {
  const sender = `many${w.n}@example.com`
  await w.s.account(sender, { limits: ['400/hour'] })
  const name = await w.s.engage({ sender, contacts: people(many, `many${w.n}.test`) })
  const ids: string[] = []
  for (let after: string | undefined; ; ) {
    const page = await w.s.client.sends.list({ sequence: name, limit: 500, after })
    ids.push(...page.rows.map((row) => row.public_id))
    if (page.next === null) return { name, ids }
    after = page.next
  }
}
const inParts = async (ids: string[], work: (part: string[]) => Promise<unknown>) => {
  for (let at = 0; at < ids.length; at += 500) await work(ids.slice(at, at + 500))
}

it('cancelling and moving more than a request may change: the whole consequence beforehand, by ids and by filter, and then exactly that', async () => {
  const { name, ids } = await chosen()
  expect(ids).toHaveLength(many)
  const foretold = [
    `${said} emails to ${said} contacts are not sent.`,
    `For ${said} contacts the sequence is over by it.`,
  ]
  for (const which of [{ ids }, { filter: { sequence: name } }]) {
    const trial = await w.s.client.sends.bulk({ ...which, action: 'cancel', dry_run: true })
    expect(trial).toMatchObject({ done: many, refused: [], next: null })
    expect(trial.consequence?.words).toEqual(foretold)
  }
  await expect(w.s.client.sends.bulk({ ids, action: 'cancel' })).rejects.toMatchObject({
    code: 'bad_request',
    message: `ids: ${many} at once are too many: at most 500 are changed in one go.`,
  })
  expect(await w.s.states(name)).toEqual({ planned: many })

  const day = new Date(w.day + DAY).toISOString().slice(0, 10)
  const slot = `${day}T11:00`
  const { consequence } = await w.s.client.sends.bulk({ ids, action: 'move', slot, dry_run: true })
  expect(consequence?.words[0]).toBe(
    `The Tue 11:00 slot has room for 400 of ${many}; the others get the next ones with room.`,
  )
  await inParts(ids, (part) => w.s.client.sends.bulk({ ids: part, action: 'move', slot }))
  await w.s.goTo(w.s.now() + 60_000)
  const there = await w.s.client.sends.list({
    sequence: name,
    limit: 500,
    from: `${day}T10:00:00Z`,
    to: `${day}T11:00:00Z`,
  })
  expect(there.rows).toHaveLength(400)

  await inParts(ids, (part) => w.s.client.sends.bulk({ ids: part, action: 'cancel' }))
  expect(await w.s.states(name)).toEqual({ withdrawn: many })
}, 180_000)
