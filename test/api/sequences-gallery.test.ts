/** The gallery: every piece is whole as it is, and says the same in the file, in the terminal and in the engine. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkSequence } from '../../src/shared/domain/sequence.ts'
import { cadenza } from '../cli/terminal.ts'
import { type TestRoom, testRoom } from '../host/room.ts'

const folder = join(import.meta.dirname, '../../resources/sequences')
const files = readdirSync(folder).sort()

let here: TestRoom
beforeAll(async () => {
  here = testRoom()
  // two people as different as the texts have to bear: one with a name and a company, one with nothing
  await here.client().contacts.create({ address: 'ada@example.org', first_name: 'Ada', company: 'Engines' })
  await here.client().contacts.create({ address: 'x@example.org' })
})
afterAll(() => here.close())

it('has the five that lie in the folder', async () => {
  const pieces = await here.client().sequences.gallery()
  expect(pieces.map(({ key }) => `${key}.json`).sort()).toEqual(files)
  expect(files.length).toBe(5)
  expect(new Set(pieces.map(({ name }) => name)).size).toBe(5)
})

describe.each(files)('%s', (file) => {
  const piece = async () => {
    const found = (await here.client().sequences.gallery()).find(({ key }) => `${key}.json` === file)
    if (!found) throw new Error(`${file} is not in the gallery`)
    return found
  }

  it('is a sequence by the schema, with at least three emails', async () => {
    const read = checkSequence(JSON.parse(readFileSync(join(folder, file), 'utf8')))
    expect(read).toMatchObject({ ok: true })
    expect((await piece()).emails).toBeGreaterThanOrEqual(3)
  })

  it('has nothing that the check would find, with an opt-out line added below and without', async () => {
    const client = here.client()
    const { steps } = await piece()
    const given = steps.map(({ days: _, ...step }) => step)
    const { policy, version } = await client.workspace.get()
    expect(await client.sequences.check({ steps: given })).toMatchObject({ problems: [] })
    await client.workspace.update({ version, policy: { ...policy, opt_out_line: true } })
    expect((await client.sequences.check({ steps: given })).problems).toEqual([])
    const now = await client.workspace.get()
    await client.workspace.update({ version: now.version, policy })
  })

  it('reads well for somebody of whom nothing is known, in every step and variant', async () => {
    const client = here.client()
    const { steps } = await piece()
    for (const contact of ['ada@example.org', 'x@example.org'])
      for (const [i, step] of steps.entries()) {
        if (step.kind === 'task') continue
        for (const { subject, text } of [step, ...step.variants]) {
          const drafts = steps.map((each, at) =>
            at === i ? { subject, text } : { subject: each.subject, text: each.text },
          )
          const letter = await client.sequences.render({ steps: drafts, step: i + 1, contact })
          expect([letter.problem, letter.missing]).toEqual([null, []])
          const whole = `${letter.subject}\n${letter.text}`
          expect(whole).not.toMatch(/[{}[\]⟦⟧]|undefined|null|\b(\w+) \1\b/)
          expect(letter.text).toMatch(/^Hello (Ada|there),\n\n/)
          expect(letter.text.trim().split(/\s+/).length).toBeLessThan(110)
        }
      }
  })

  it('is added with its text alone, under its name or another, and comes out as it went in', async () => {
    const client = here.client()
    const { text, name } = await piece()
    const made = await client.sequences.import({ text, name: `${name} of ours` })
    expect(made.name).toBe(`${name} of ours`)
    const out = await client.sequences.export({ public_id: made.public_id, format: 'json' })
    const [given, kept] = [JSON.parse(readFileSync(join(folder, file), 'utf8')), JSON.parse(out.text)]
    expect(kept.steps).toMatchObject(given.steps.map(({ delay: _, ...step }: Record<string, unknown>) => step))
  })
})

it('is listed, shown and added in the terminal', async () => {
  const listed = await cadenza(['sequences', 'gallery', '--data', here.folder.concat('-none')], { columns: 200 })
  expect(listed.code).toBe(0)
  for (const file of files) expect(listed.stdout).toContain(file.replace('.json', ''))
  const shown = await cadenza(['sequences', 'gallery', 'quiet-customers', '--data', here.folder.concat('-none')])
  expect(shown.stdout).toMatch(/^name: Quiet customers\nsteps:\n/)
  const both = await cadenza(['sequences', 'add', 'x.yaml', '--gallery', 'quiet-customers'])
  expect(both).toMatchObject({ code: 2, stderr: expect.stringContaining('--gallery KEY') })
  const none = await cadenza(['sequences', 'gallery', 'nothing', '--data', here.folder.concat('-none')])
  expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('There are sales-first-contact') })
})
