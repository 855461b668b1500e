/** Two computers, each with an engine of its own: one invites, joins or admits in the browser, the other one answers. */
import { barriers, expect, go, pictures } from './rig.ts'
import { beside } from './several-people.ts'
import { stage as test } from './stage.ts'

test('an admin invites a computer, admits it by its words, and takes it out of the team', async ({
  app,
  stage: { story },
}) => {
  await story.client.workspace.update({ name: 'Haldenroux' })
  await story.client.seats.add({ name: 'Bruno Keller', address: 'bruno@haldenroux.example' })
  // what people call it leads there too, and who has no computer yet is invited from their row
  await go(app, '/settings/team')
  await expect(app.getByText('No computer yet.')).toBeVisible()
  await app.getByRole('button', { name: 'Invite a computer…' }).click()
  const dialog = app.getByRole('dialog', { name: 'Invite a computer of Bruno Keller' })
  await expect(dialog.getByLabel('Name of the workspace')).toHaveValue('Haldenroux')
  await dialog.getByLabel('Your own email address').fill('anna@haldenroux.example')
  await dialog.getByLabel('Name of this computer').fill('Studio Mac')
  await pictures(app, 'team-invite')
  await dialog.getByRole('button', { name: 'Make invitation' }).click()
  const link = await dialog.getByLabel('Link', { exact: true }).inputValue()
  await pictures(app, 'team-invited')
  expect(await barriers(app)).toEqual([])
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(app.getByText('Invited; the link can be used until')).toBeVisible()

  await beside(async ({ client }) => {
    const joined = await client.invitations.join({ text: link, name: 'Bruno’s ThinkPad' })
    await go(app, '/admit')
    await app.getByLabel('Answer').fill(joined.link.slice(0, 300))
    await app.getByRole('button', { name: 'Look at it' }).click()
    await expect(app.getByText('A part of this answer is missing.')).toBeVisible()
    await expect(app.getByLabel('Answer')).toHaveValue(joined.link.slice(0, 300))
    await app.getByLabel('Answer').fill(joined.file)
    await app.getByRole('button', { name: 'Look at it' }).click()
    await expect(app.getByRole('list', { name: 'Words of this computer' })).toHaveText(joined.words.join(''))
    await expect(app.getByRole('button', { name: 'Admit Bruno’s ThinkPad' })).toBeDisabled()
    await app.getByLabel('Bruno Keller read out the same words').check()
    await pictures(app, 'team-admit')
    expect(await barriers(app)).toEqual([])
    await app.getByRole('button', { name: 'Admit Bruno’s ThinkPad' }).click()
    await expect(app.getByText('Bruno’s ThinkPad is one of the team')).toBeVisible()
  })
  await app.getByRole('link', { name: 'Go to Team' }).click()
  await expect(app.getByText('nothing has come from it yet')).toBeVisible()
  await pictures(app, 'team-computers')
  expect(await barriers(app)).toEqual([])
  await app.getByRole('button', { name: 'More for the computer Bruno’s ThinkPad' }).click()
  await app.getByRole('menuitem', { name: 'Take out of the team…' }).click()
  await expect(app.getByRole('dialog')).toContainText('can no longer be read on it')
  await pictures(app, 'team-revoke')
  await app.getByRole('dialog').getByRole('button', { name: 'Take out' }).click()
  await expect(app.getByText('Out of the team', { exact: true })).toBeVisible()
  expect((await story.client.devices.list()).devices.map(({ state }) => state)).toEqual(['active', 'revoked'])
})

test('a link from an email opens what joining does, and the answer stays at hand', async ({
  app,
  stage: { story },
}) => {
  await story.client.contacts.create({ address: 'lead@maison-orel.example' })
  await beside(async ({ client }) => {
    await client.workspace.update({ name: 'Haldenroux' })
    await client.devices.begin({ name: 'Studio Mac' })
    const seat = await client.seats.add({ name: 'Bruno Keller', address: 'bruno@haldenroux.example' })
    const made = await client.invitations.create({ seat: seat.public_id })
    await go(app, `/join?text=${encodeURIComponent(made.link)}`)
    await expect(app.getByRole('list', { name: 'Words of Studio Mac' })).toHaveText(made.words.join(''))
    await expect(app.getByText('1 contact', { exact: true })).toBeVisible()
    expect((await story.client.devices.list()).standing).toBe('alone')
    await pictures(app, 'team-join')
    expect(await barriers(app)).toEqual([])
    await app.getByLabel(/read out the same words/).check()
    await app.getByLabel('Name of this computer').fill('Bruno’s ThinkPad')
    await app.getByRole('button', { name: 'Join Haldenroux' }).click()
    await expect(app.getByText('This computer has joined “Haldenroux”')).toBeVisible()
    await pictures(app, 'team-joined')
    expect(await barriers(app)).toEqual([])
    const answer = await app.getByLabel('Answer').inputValue()
    expect(await client.invitations.admit({ text: answer })).toMatchObject({ name: 'Bruno’s ThinkPad' })
  })
  await go(app, '/settings/seats')
  await expect(app.getByText('waits to be admitted')).toBeVisible()
  // what only an admin does is not offered to a member
  await expect(app.getByText('Admins add people')).toBeVisible()
  await expect(app.getByRole('button', { name: /Add a seat|More for Bruno Keller|Withdraw/ })).toHaveCount(0)
  await pictures(app, 'team-waiting')
  // nor is what only an admin decides on; whom to ask is said
  await app.getByRole('link', { name: 'API keys' }).click()
  await expect(app.getByText('Only admins decide on this.')).toBeVisible()
  await expect(app.getByRole('button', { name: 'New key…' })).toHaveCount(0)
  expect(await barriers(app)).toEqual([])
  await pictures(app, 'team-member-keys')
  await app.getByRole('link', { name: 'Sender hosts' }).click()
  await expect(app.getByText('This computer sends everything itself.')).toBeVisible()
  await expect(app.getByText('Only admins decide on this.')).toBeVisible()
  await expect(app.getByRole('button', { name: 'Set the queue…' })).toHaveCount(0)
  await app.getByRole('link', { name: 'Team', exact: true }).click()
  await app.getByRole('link', { name: 'Show its answer' }).click()
  await expect(app.getByLabel('Answer')).toBeVisible()
})
