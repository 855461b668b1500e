/** Engaging so many that it takes a while: how far it is, and what cancelling leaves. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { alwaysOpen, go, expect as hasty, test } from './rig.ts'

// so much is planned in threads beside the program
test.use({ apart: true })

const expect = hasty.configure({ timeout: 60_000 })
const many = 6000

/** Writes down what the bar says, while it says so. */
async function watchedShares(app: Page): Promise<() => Promise<number[]>> {
  const seen = await app.evaluateHandle(() => {
    const all: number[] = []
    const look = () => {
      const bar = document.querySelector('[role="progressbar"][aria-label="Engaging 6,000 contacts…"]')
      const share = Number(bar?.getAttribute('aria-valuenow') ?? Number.NaN)
      if (bar && all.at(-1) !== share) all.push(share)
    }
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true })
    return all
  })
  return () => seen.jsonValue()
}

test('says how far it is, is cancelled with nobody engaged, and goes through the second time', async ({
  app,
  engine,
}) => {
  test.setTimeout(240_000)
  const { client } = engine
  await alwaysOpen(client)
  const file = join(engine.data, 'people.csv')
  writeFileSync(
    file,
    ['Email', ...Array.from({ length: many }, (_, i) => `p${i}@firm${i % 40}.example`), ''].join('\n'),
  )
  await engine.cadenza('import', file)
  const again = { subject: '', text: 'Once more', delay: { days: 2 } }
  const { public_id } = await client.sequences.create({
    name: 'Winter list',
    steps: [{ subject: 'Hello', text: 'How are you?' }, again, again],
  })
  const engaged = async () => (await client.enrollments.list({ limit: 1 })).rows.length
  await go(app, `/schedule/${public_id}?step=summary`)
  const engage = app.getByRole('button', { name: 'Engage contacts' })
  await expect(engage).toBeEnabled()
  await engage.click()
  await app.getByRole('button', { name: 'Cancel' }).click()
  await expect(app.getByText('It was cancelled. The plan below says who is still to be engaged.')).toBeVisible()
  await expect.poll(engaged).toBe(0)
  await expect(engage).toBeEnabled()
  const shares = await watchedShares(app)
  await engage.click()
  await expect(app.getByRole('heading', { name: '6,000 contacts engaged.' })).toBeVisible()
  expect(await engaged()).toBe(1)
  const seen = await shares()
  expect(seen.length).toBeGreaterThan(1)
  expect(seen).toEqual(seen.toSorted((a, b) => a - b))
})
