/** A sequence whose first email is written in two ways, sent to 120 people, and answered more where it is the second. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Story } from '../work/story.ts'
import { comesBack, letters } from './came-back.ts'

export async function twoWays(s: Story): Promise<void> {
  const file = join(s.folder, 'people.csv')
  const people = Array.from({ length: 120 }, (_, n) => `person${n}@firm${n % 4}.example,Person ${n}`)
  writeFileSync(file, `Email,First name\n${people.join('\n')}\n`)
  const steps = await s.client.contacts.import({ file })
  for (let step = await steps.next(); !step.done; ) step = await steps.next()
  for (const name of ['anna', 'marc']) await s.account(`${name}@haldenroux.example`, { limits: ['30/hour', '400/day'] })
  await s.client.sequences.create({
    name: 'Two ways',
    steps: [
      {
        subject: 'A question',
        text: 'Hello {{ first_name }},\n\nhow do you plan the winter?\n\nAnna',
        variants: [{ key: 'B', subject: 'Your winter list', text: 'Hello {{ first_name }},\n\nis it made?\n\nAnna' }],
      },
      { subject: '', text: 'A last word from me.\n\nAnna', delay: { days: 3 } },
    ],
  } as never)
  await s.goTo('2026-11-09T09:40:00Z')
  const senders = ['anna', 'marc'].map((name) => ({ account: `${name}@haldenroux.example`, weight: 50 }))
  await s.client.schedule.engage({ sequence: 'Two ways', assign: 'selected', senders })
  await s.goTo('2026-11-10T09:24:00Z')
  const { rows } = await s.client.sends.list({ tab: 'sent', sandbox: false, limit: 500 })
  for (const [n, row] of rows.entries()) {
    if (n % 20 === 7) await comesBack(s, row, letters.bounce, 10)
    else if (n % 20 === 11) await comesBack(s, row, letters.optOut, 10)
    else if (n % 3 === 0) await comesBack(s, row, letters.reply, 10)
  }
}
