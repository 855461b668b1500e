import { alwaysOpen, barriers, expect, go, pictures, test } from './rig.ts'

test('people are added to a running engagement, with its choices, and never the same person twice', async ({
  app,
  engine,
}) => {
  const { client } = engine
  await alwaysOpen(client)
  for (const name of ['ada', 'ben', 'cyd'])
    await client.contacts.create({ address: `${name}@shop.test`, first_name: name })
  const { public_id } = await client.sequences.create({ name: 'Spring', steps: [{ subject: 'Hello', text: 'Hi' }] })
  await client.schedule.engage({ sequence: 'Spring', contacts: ['ada@shop.test', 'ben@shop.test'] })
  await go(app, `/sequences/${public_id}?tab=report`)
  await pictures(app, 'joining-report')
  await app.getByRole('link', { name: 'Add people…' }).click()
  await expect(app.getByRole('radiogroup').first()).toBeVisible()
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'joining-who')
  await app.getByRole('button', { name: /^Next:/ }).click()
  await pictures(app, 'joining-when')
  await app.getByRole('button', { name: /^Next:/ }).click()
  await pictures(app, 'joining-plan')
  await app.getByRole('button', { name: /Engage/ }).click()
  await expect
    .poll(async () => (await client.sequences.engagements({ public_id })).map((each) => each.contacts))
    .toEqual([1, 2])
})
