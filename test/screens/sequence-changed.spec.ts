/** A sequence that is under way is written anew: what that does to the calendar and to which emails, said before. */
import { barriers, expect, go, pictures } from './rig.ts'
import { stage as test } from './stage.ts'

test.setTimeout(180_000)
test.use({
  before: {
    live: async (story) => {
      await story.account('anna@haldenroux.example', { limits: ['50/hour', '400/day'] })
    },
  },
})

const contacts = ['ada@reader.test', 'ben@reader.test', 'cyd@reader.test']

test('another delay and another text: told first, changed only then, and exactly so', async ({ app, stage }) => {
  const { client, engage, sends, goTo, now } = stage.story
  const name = await engage({ sender: 'anna@haldenroux.example', contacts, steps: [{ days: 3 }] })
  await goTo(now() + 3 * 3_600_000)
  const before = await sends(name)
  expect(before.filter(({ state }) => state === 'sent')).toHaveLength(3)
  const second = () => sends(name).then((all) => all.filter(({ step }) => step === 2).map(({ slot }) => slot))
  const slots = await second()
  expect(slots).toHaveLength(3)
  const { public_id } = await client.sequences.get({ public_id: name })

  await go(app, `/sequences/${public_id}`)
  await app.getByRole('button', { name: /Step 2/, expanded: false }).click()
  await app.getByRole('textbox', { name: 'Working days before step 2' }).fill('5')
  const save = app.getByRole('button', { name: 'Save', exact: true })
  await save.click()
  const dialog = app.getByRole('dialog', { name: 'Save what is written?' })
  await expect(dialog).toContainText('3 emails of step 2 get another slot.')
  await expect(dialog).toContainText(/The last email then leaves Tue 17 Nov .* instead of Fri /)
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'sequence-changed-time')
  // looked at, and not done
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(dialog).toBeHidden()
  expect(await second()).toEqual(slots)
  await expect(app.getByRole('textbox', { name: 'Working days before step 2' })).toHaveValue('5')

  await save.click()
  await dialog.getByRole('button', { name: 'Save and change them' }).click()
  await expect(app.getByText(`${name} is saved`)).toBeVisible()
  const later = await second()
  expect(later.map((slot) => new Date(slot).toISOString().slice(0, 10))).toEqual(Array(3).fill('2026-11-17'))

  // a text: which emails that changes, and those that have left it doesn't
  const text = app
    .getByRole('region', { name: 'Step 2', exact: true })
    .getByRole('textbox', { name: 'Text', exact: true })
  await text.fill('Written anew')
  await save.click()
  await expect(dialog).toContainText('3 emails of step 2 that have not left yet take the new text.')
  await expect(dialog).not.toContainText('slot')
  await pictures(app, 'sequence-changed-text')
  const reached = dialog.getByRole('list', { name: 'Emails that take the new text' })
  await expect(reached.getByRole('listitem')).toHaveText(contacts.map(() => /^AdaStep 2Tue 17 Nov/))
  expect(await barriers(app)).toEqual([])
  await dialog.getByRole('button', { name: 'Save and change them' }).click()
  await expect(dialog).toBeHidden()
  const { public_id: one = '' } = (await sends(name)).find(({ step }) => step === 2) ?? {}
  await expect.poll(async () => (await client.sends.text({ public_id: one })).text).toBe('Written anew')

  // whom it would reach with nothing in it is named
  await text.fill('{% if company %}How is {{ company }}?{% endif %}')
  await save.click()
  await expect(dialog).toContainText(
    `${contacts.join(', ').replace(/, ([^,]+)$/, ' and $1')} would get step 2 without a text`,
  )
  await pictures(app, 'sequence-changed-empty')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(dialog).toBeHidden()
  await text.fill('Written anew')

  // nobody is left to get the first one: nothing is asked
  await app.getByRole('button', { name: /Step 1/, expanded: false }).click()
  const first = app.getByRole('region', { name: 'Step 1', exact: true })
  await first.getByRole('textbox', { name: 'Text', exact: true }).fill('Too late for all of them')
  await save.click()
  await expect(app.getByText('Not saved yet')).toBeHidden()
  await expect(dialog).toBeHidden()
})

test('a winner is chosen: who keeps a text of their own is named, and asked about', async ({ app, stage }) => {
  const { client, engage, sends } = stage.story
  await client.workspace.pause()
  const name = await engage({ sender: 'anna@haldenroux.example', contacts })
  const { public_id, version, steps } = await client.sequences.get({ public_id: name })
  const [{ subject = '' } = {}] = steps
  const variants = [{ key: 'B', weight: 1, subject: 'Another way', text: 'Written the other way' }]
  const [first] = steps
  if (!first) throw new Error('it has a step')
  await client.sequences.update({
    public_id,
    version,
    steps: [{ from: 1, subject, text: 'Hello', weight: 100, variants }],
  })
  const planned = await sends(name)
  const texts = await Promise.all(planned.map(({ public_id }) => client.sends.text({ public_id })))
  // one in A, so that the winner would change what it says
  const own = planned.find((_, i) => texts[i]?.text === 'Hello')
  if (!own) throw new Error('nobody has A')
  await client.sends.rewrite({ public_id: own.public_id, subject: 'By hand', text: 'Only for you' })

  await go(app, `/sequences/${public_id}`)
  await app.getByText('Variant B', { exact: true }).click()
  await app.getByRole('button', { name: 'All get this one from now on' }).click()
  await app.getByRole('button', { name: 'Save', exact: true }).click()
  const dialog = app.getByRole('dialog', { name: 'Save what is written?' })
  await expect(dialog).toContainText('1 email of step 1 keeps the text that a person wrote or approved for it.')
  await expect(dialog.getByRole('list', { name: 'Emails with a text of their own' }).getByRole('listitem')).toHaveCount(
    1,
  )
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'sequence-winner')
  await dialog.getByRole('radio', { name: 'Replace it with the step’s text' }).check()
  await dialog.getByRole('button', { name: 'Save and change them' }).click()
  await expect(dialog).toBeHidden()
  await expect
    .poll(async () => (await client.sends.text({ public_id: own.public_id })).text)
    .toBe('Written the other way')
})
