import { readFileSync } from 'node:fs'
import { busyWeek } from './busy-week.ts'
import { barriers, expect, go, pictures } from './rig.ts'
import { stage } from './stage.ts'

stage.use({ at: '2026-11-09T07:40:00Z', before: { live: (story) => busyWeek(story, 240) } })

stage(
  'a mailbox is removed: what goes with it is told first, and what is lost is typed',
  async ({ app, stage: { story } }) => {
    const accounts = await story.client.accounts.list()
    const impacts = await Promise.all(
      accounts
        .filter(({ type }) => type !== 'managed')
        .map(({ public_id }) => story.client.accounts.removal({ public_id })),
    )
    const impact = impacts.find((each) => each.scheduled > 0 && each.unsure === 0)
    const doubtful = impacts.find((each) => each.unsure > 0)
    if (!impact || !doubtful) throw new Error('the week has no such mailboxes')

    await go(app, `/mailboxes/${doubtful.public_id}`)
    await app.getByRole('button', { name: 'Remove this mailbox…' }).click()
    const dialog = app.getByRole('dialog')
    await expect(dialog).toContainText(/It is not certain whether \d+ emails? from it arrived/)
    await expect(dialog.getByRole('button', { name: 'Remove mailbox' })).toBeDisabled()
    // what is written can be sent first, whatever is in doubt
    await dialog.getByRole('button', { name: 'Send the next emails first…' }).click()
    await expect(dialog).toContainText(
      /emails leave next, within all limits, the last in the .* slot\. Remove the mailbox/,
    )
    await expect(dialog).toContainText(/later emails to the same contacts stay planned/)
    expect(await barriers(app)).toEqual([])
    await pictures(app, 'remove-send')
    const first = await story.client.sends.send_drafts({ public_id: doubtful.public_id, dry_run: true })
    await dialog.getByRole('button', { name: `Send ${first.done} emails next` }).click()
    await expect(dialog).toContainText(`${first.done} emails leave next. Come back when they have left.`)
    await app.keyboard.press('Escape')
    await expect(dialog).toBeHidden()

    await go(app, `/mailboxes/${impact.public_id}`)
    await app.getByRole('button', { name: 'Remove this mailbox…' }).click()
    await expect(dialog.getByRole('table')).toContainText(impact.sequences[0]?.name ?? '')
    await expect(dialog.getByRole('button', { name: 'Remove mailbox' })).toBeDisabled()
    await pictures(app, 'remove')
    await dialog.getByRole('radio', { name: 'Move them to another mailbox' }).check()
    if (impact.heirs.length > 1) {
      await dialog.getByRole('combobox', { name: 'New mailbox' }).click()
      await app.getByRole('option').first().click()
    }
    await expect(dialog).toContainText('goes on with')
    await expect(dialog).toContainText('This can not be undone.')
    expect(await barriers(app)).toEqual([])
    await pictures(app, 'remove-move')

    await dialog.getByRole('radio', { name: 'Save the emails as files' }).check()
    await expect(dialog.getByRole('button', { name: 'Remove mailbox' })).toBeDisabled()
    const file = app.waitForEvent('download')
    await dialog.getByRole('button', { name: 'Save emails…' }).click()
    const zip = readFileSync(await (await file).path())
    expect(zip.subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004')
    expect(zip.toString('latin1').match(/X-Unsent: 1\r\n/g)?.length).toBe(impact.scheduled)
    await expect(dialog).toContainText(`${impact.scheduled.toLocaleString('en')} emails saved.`)
    await expect(dialog.getByRole('button', { name: 'Remove mailbox' })).toBeEnabled()

    await dialog.getByRole('radio', { name: 'Let them go' }).check()
    await expect(dialog.getByRole('button', { name: 'Remove mailbox' })).toBeDisabled()
    await dialog.getByLabel(`To go ahead, type ${impact.from_email}`).fill(impact.from_email)
    await pictures(app, 'remove-go')
    await dialog.getByRole('button', { name: 'Remove mailbox' }).click()
    await expect(app.getByText(`${impact.from_email} removed`)).toBeVisible()
    await expect(app).toHaveURL(/#\/mailboxes$/)
    expect((await story.client.accounts.list()).map(({ public_id }) => public_id)).not.toContain(impact.public_id)
  },
)
