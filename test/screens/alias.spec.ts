/** Mail from an alias, chosen under From and beside each selected sender; a company's certificate authority. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeTls } from '../servers/tls.ts'
import { barriers, go, expect as hasty, pictures } from './rig.ts'
import { stage } from './stage.ts'

const expect = hasty.configure({ timeout: 20_000 })
const anna = 'anna@haldenroux.example'
const marc = 'marc@haldenroux.example'
let id = ''
let sequence = ''

stage.use({
  at: '2026-11-09T07:40:00Z',
  before: {
    live: async (story) => {
      ;({ id } = await story.account(anna, { limits: ['50/hour'] }))
      await story.account(marc, { limits: ['50/hour'] })
      const alias = { public_id: id, email: 'anna@sales.example', theirs: true, unlike: true }
      await story.client.aliases.add({ ...alias, permits: ['more'] })
      for (let i = 0; i < 12; i++) await story.client.contacts.create({ address: `p${i}@there.example` })
      const made = await story.client.sequences.create({ name: 'Autumn', steps: [{ subject: 'Hi', text: 'Hello' }] })
      sequence = made.public_id
    },
  },
})

stage(
  'an alias is chosen under From, or beside a selected sender, and mail leaves from it',
  async ({ app, stage: s }) => {
    const { client } = s.story
    await go(app, `/schedule/${sequence}?step=senders`)
    await app.getByRole('combobox', { name: 'From' }).click()
    await app.getByRole('option', { name: `anna@sales.example, alias of ${anna}` }).click()
    await expect(app.getByRole('combobox', { name: 'From' })).toHaveValue(/anna@sales\.example/)
    await app.getByRole('radio', { name: 'Select senders' }).check()
    await app.getByRole('combobox', { name: `What ${anna} writes from` }).selectOption('anna@sales.example')
    expect(await barriers(app)).toEqual([])
    await pictures(app, 'wizard-alias')
    await go(app, `/schedule/${sequence}?step=summary`)
    await app.getByRole('button', { name: /^Engage/ }).click()
    await expect
      .poll(async () => [...new Set((await client.sends.list({ sequence })).rows.map(({ sender }) => sender))].sort())
      .toEqual(['anna@sales.example', marc])
  },
)

stage(
  'a company’s certificate authority is shown before it is trusted, and what is none is refused',
  async ({ app, stage: s }) => {
    const folder = mkdtempSync(join(tmpdir(), 'cadenza-ca-'))
    const { ca } = makeTls(folder)
    writeFileSync(join(folder, 'none.pem'), 'no certificate')
    await s.story.client.accounts.update({ public_id: id, smtp_protocol: 'starttls' })
    await go(app, `/mailboxes/${id}`)
    await app.getByRole('button', { name: 'Change connection…' }).first().click()
    const dialog = app.getByRole('dialog', { name: `Connection of ${anna}` })
    await dialog.getByText('Certificate authority of your own').click()
    await dialog.locator('input[type=file]').setInputFiles(join(folder, 'none.pem'))
    await expect(dialog).toContainText('There is no certificate in this file')
    await dialog.locator('input[type=file]').setInputFiles(join(folder, 'ca.crt'))
    await expect(dialog).toContainText('Cadenza test authority')
    expect(await barriers(app)).toEqual([])
    await pictures(app, 'mailbox-authority')
    await dialog.getByRole('button', { name: 'Test and save' }).click()
    await dialog.getByRole('button', { name: 'Save without a working test' }).click()
    await expect(dialog).toBeHidden()
    const { ca_certificates } = await s.story.client.accounts.get({ public_id: id })
    expect(ca_certificates).toEqual(await s.story.client.accounts.read_ca({ ca_pem: ca }))
  },
)
