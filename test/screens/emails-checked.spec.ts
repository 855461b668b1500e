/** A subject as chips, and what is wrong with emails: in the editor, in the wizard's summary, and on the way between them. */
import { barriers, expect, go, pictures, test } from './rig.ts'

test.setTimeout(240_000)
test.use({ trace: 'off' })

test('a subject shows its variables as chips, and is saved as it was written', async ({ app, engine }) => {
  await engine.client.contacts.create({ address: 'ada@example.com', first_name: 'Ada', company: 'Acme' })
  const subject = '{{first_name|default:"you"}}:  two  spaces, {% if company %}for {{ company }}{% endif %}'
  const { public_id } = await engine.client.sequences.create({
    name: 'Chips',
    steps: [
      { subject, text: 'Hello' },
      { subject: '', text: 'Again', delay: { days: 2 } },
    ],
  })
  await go(app, `/sequences/${public_id}`)
  const first = app.getByRole('region', { name: 'Step 1', exact: true })
  const line = first.getByRole('textbox', { name: 'Subject' })
  await expect(line.locator('.seq-chip')).toHaveText(['first_name · you', 'if company', 'company', 'endif'])
  await expect(app.getByRole('button', { name: 'Save', exact: true })).toHaveCount(0)
  await pictures(app, 'subject-chips')
  // a chip is changed by what stands below the line
  await line.locator('.seq-chip').first().click()
  const chip = first.getByRole('group', { name: 'The chosen variable' })
  await chip.getByRole('textbox', { name: 'For those without it' }).fill('friend')
  await pictures(app, 'subject-chip-chosen')
  expect(await barriers(app)).toEqual([])
  await chip.getByRole('button', { name: 'Keep' }).click()
  await expect(line.locator('.seq-chip').first()).toHaveText('first_name · friend')
  // keyboard: Enter begins no line, what is typed and what is picked become chips
  await app.keyboard.press('End')
  await app.keyboard.press('Enter')
  await app.keyboard.type(' {{ citty }} ')
  await first.getByRole('button', { name: 'Insert a variable' }).click()
  await app.keyboard.type('last')
  await expect(app.getByRole('button', { name: /Last name/ })).toBeVisible()
  await app.keyboard.press('Enter')
  await expect(line.locator('.seq-chip')).toHaveCount(6)
  await expect(line.locator('.seq-chip.bad')).toHaveText('citty')
  await first
    .getByRole('button', { name: /^Subject, line 1, column/ })
    .first()
    .click()
  await expect(line.locator('.ProseMirror-selectednode')).toHaveText('citty')
  await app.keyboard.press('Delete')
  await expect(line.locator('.seq-chip')).toHaveCount(5)
  await app.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(app.getByText('Chips is saved')).toBeVisible()
  const saved = await engine.client.sequences.get({ public_id })
  expect(saved.steps[0]?.subject).toBe(
    '{{ first_name | default: "friend" }}:  two  spaces, {% if company %}for {{ company }}{% endif %}  {{ last_name | default: "" }}',
  )
  // closed, it is shown the same way
  await app.getByRole('button', { name: /^2?\s*Step 2/, expanded: false }).click()
  await expect(first.locator('.seq-step-name .seq-chip').first()).toHaveText('first_name · friend')
  await pictures(app, 'subject-closed')
})

test('the summary lists what is wrong with the emails, and each place leads to it', async ({ app, engine }) => {
  const { client } = engine
  await client.contacts.create({ address: 'ada@example.com', first_name: 'Ada' })
  const steps = [
    {
      subject: 'Re: {{ first_nam | default: "you" }}',
      html: '<p>Hi,</p>\n<p>see <a href="file:///C:/offer.pdf">this</a></p>',
    },
    {
      subject: '',
      text: 'Again',
      delay: { days: 2 },
      weight: 1,
      variants: [{ key: 'B', weight: 1, subject: '', text: 'Once more,\n{first_name}, and {{ citty | default: "" }}' }],
    },
  ]
  const { public_id } = await client.sequences.create({ name: 'Looked at', steps })
  await go(app, `/schedule/${public_id}?step=summary`)
  const worth = app.getByRole('region', { name: 'Worth a look before it goes' })
  await expect(worth).toBeVisible()
  await expect(worth.getByRole('alert')).toContainText('1 email has a serious fault: it would be refused')
  await expect(worth.getByRole('listitem').first()).toContainText('Email 1, HTML, line 2')
  await expect(worth.getByRole('listitem')).toHaveCount(5)
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'wizard-problems')
  await worth.getByRole('link', { name: 'Email 2, variant B, Text, line 2, column 1', exact: true }).click()
  const second = app.getByRole('region', { name: 'Step 2', exact: true })
  await expect(second.getByRole('radio', { name: 'Variant B' })).toBeChecked()
  const area = second.getByRole('textbox', { name: 'Text', exact: true })
  await expect(area).toBeFocused()
  expect(await area.evaluate((field) => (field as HTMLTextAreaElement).selectionStart)).toBe('Once more,\n'.length)
  await expect(app).toHaveURL(/\/sequences\/[\w-]+$/)
  await app.goBack()
  await worth.getByRole('link', { name: /^Email 1, Subject, line 1, column 8/ }).click()
  const line = app.getByRole('region', { name: 'Step 1', exact: true }).getByRole('textbox', { name: 'Subject' })
  await expect(line).toBeFocused()
  await expect(line.locator('.ProseMirror-selectednode')).toHaveText('first_nam · you')
  await app.goBack()
  await worth.getByRole('link', { name: /^Email 1, HTML, line 2/ }).click()
  const text = app
    .getByRole('region', { name: 'Step 1', exact: true })
    .getByRole('textbox', { name: 'Text', exact: true })
  await expect(text).toBeFocused()
  expect(await app.evaluate(() => getSelection()?.toString())).toBe('this')
})

test('the summary says that nothing is to be mended', async ({ app, engine }) => {
  await engine.client.contacts.create({ address: 'ada@example.com', first_name: 'Ada' })
  const { public_id } = await engine.client.sequences.create({
    name: 'Fine',
    steps: [{ subject: 'Hello', text: 'Hi' }],
  })
  await go(app, `/schedule/${public_id}?step=summary`)
  await expect(app.getByText('The check of the emails finds nothing to mend.')).toBeVisible()
  await pictures(app, 'wizard-no-problems')
})
