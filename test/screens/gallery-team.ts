/**
 * The busy week with what a team has beside it: a mailbox that ramps up, one with an alias, a delivery group, two more
 * seats, requests of every kind, and domains whose records are right, wrong and missing. Only pictures are taken of it.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createDns } from '../../src/main/host/dns.ts'
import { verifyDomain } from '../rig/verified.ts'
import { startDns } from '../servers/dns.ts'
import type { Story } from '../work/story.ts'
import { busyWeek } from './busy-week.ts'
import { cameBack } from './came-back.ts'

const home = 'haldenroux.example'

/** What the names of the team's domains answer: one right, one wrong, one missing of each record. */
const zone = {
  'haldenroux.example/TXT': ['v=spf1 a:mail.haldenroux.example -all', 'site-verification=8f2c'],
  'mail.haldenroux.example/A': ['192.0.2.9'],
  'haldenroux.example/MX': [{ exchange: 'mail.haldenroux.example', priority: 10 }],
  '_dmarc.haldenroux.example/TXT': ['v=DMARC1; p=quarantine; rua=mailto:postmaster@haldenroux.example'],
  'roux-archive.example/TXT': ['v=spf1 include:_spf.old-host.example -all'],
  '_spf.old-host.example/TXT': ['v=spf1 ip4:198.51.100.0/24 ~all'],
}

async function seats({ client }: Story): Promise<void> {
  await client.seats.add({ name: 'Marc Delacroix', address: `marc@${home}` })
  await client.seats.add({ name: 'Tomasz Wolny', address: `tomasz.wolny@${home}` })
}

async function requests({ client }: Story): Promise<void> {
  const wish = { seat: `marc@${home}`, confirm_theirs: true }
  const asked = await client.mailbox_requests.create({ ...wish, address: `marc.delacroix@roux-archive.example` })
  await client.mailbox_requests.approve({ public_id: asked.public_id })
  await client.mailbox_requests.create({
    ...wish,
    address: `hello@${home}`,
    note: 'For the new brand, from December on',
  })
  const tomasz = { seat: `tomasz.wolny@${home}`, confirm_theirs: true }
  const other = await client.mailbox_requests.create({ ...tomasz, address: 'tomasz.wolny@elsewhere.example' })
  await client.mailbox_requests.decline({ public_id: other.public_id, reason: 'One brand is enough for this winter' })
  await client.mailbox_requests.create({ ...tomasz, address: 'tomasz.wolny@roux-archive.example' })
  await client.limit_requests.request_review({ wanted: 120, note: 'The winter list is longer than last year' })
}

async function mailboxes(story: Story): Promise<void> {
  const { client } = story
  const accounts = (await client.accounts.list()).filter(({ type }) => type !== 'managed')
  const of = (name: string) => accounts.find(({ from_email }) => from_email.startsWith(name))?.public_id as string
  const [anna, marc, ines] = [of('anna.lindqvist'), of('marc.delacroix'), of('ines.roux')]
  await client.accounts.update({
    public_id: anna,
    from_name: 'Anna Lindqvist',
    reply_to_email: `office@${home}`,
    signature: 'Anna Lindqvist\nMaison Haldenroux, 12 rue de Seine, Paris',
    percentage: 50,
    min_gap_seconds: 45,
  })
  await client.accounts.update({ public_id: marc, seat: `marc@${home}`, percentage: 30, permits: ['more'] })
  verifyDomain(story.engine.room.store, home, story.now())
  await client.accounts.update({ public_id: ines, seat: null, percentage: 20, ramp_up: { start: 40, step: 20 } })
  await client.aliases.add({
    public_id: anna,
    email: `anna@${home}`,
    name: 'Anna from Haldenroux',
    theirs: true,
    permits: ['more'],
  })
  await client.groups.create({ name: 'Winter senders', accounts: [anna, marc, ines] })
  await client.groups.create({ name: 'Archive', accounts: [of('anna@roux-archive')] })
}

/** What the mailbox sent by itself, as its Sent folder would have told. */
function outside(story: Story): void {
  story.engine.room.store.write((tx) => {
    for (const [uid, ago] of [5, 50, 500].entries())
      tx.run(
        `INSERT INTO outside_sends (account_id, at, uid_validity, uid)
         SELECT id, ?, '1', ? FROM accounts WHERE address LIKE 'anna.lindqvist@%' AND kind <> 'managed'`,
        story.now() - ago * 60_000,
        uid + 1,
      )
  })
}

/** People nobody has written to yet, with an owner and a few gaps, and what they are to get. */
async function nextList({ client, folder }: Story): Promise<void> {
  const file = join(folder, 'next.csv')
  const line = (n: number) => `reader${n}@firm${n % 9}.example,${n % 40 === 7 ? '' : 'Noor'},Reader ${n},winter`
  writeFileSync(file, `Email,First name,Last name,Tags\n${Array.from({ length: 240 }, (_, n) => line(n)).join('\n')}\n`)
  const steps = await client.contacts.import({ file })
  for (let step = await steps.next(); !step.done; ) step = await steps.next()
  await client.suppressions.add({ value: 'firm8.example' })
  await client.sequences.create({
    name: 'Winter letter',
    steps: [
      { subject: 'Winter at Haldenroux, {{ first_name }}', text: 'Hello {{ first_name }}' },
      { subject: '', text: 'Once more', delay: { days: 3, at: '11:00' } },
    ],
  })
}

/** Begins on Monday 9 November 2026 at 07:40 UTC, and ends on Tuesday at 10:24 in Paris. */
export async function galleryTeam(story: Story, people = 2480): Promise<void> {
  const dns = await startDns(zone)
  story.engine.room.ports.dns = createDns({ servers: [dns.address], timeout: 500, tries: 1 })
  await busyWeek(story, people)
  await cameBack(story)
  await seats(story)
  await mailboxes(story)
  outside(story)
  await requests(story)
  await nextList(story)
  await story.client.domains.add({ name: 'roux-archive.example' })
  for (const { public_id } of (await story.client.domains.list()).rows) await story.client.domains.check({ public_id })
  await dns.stop()
}
