/**
 * A small team in the middle of its work, lived through on the simulated clock: three mailboxes that send, one whose
 * password changed, some 2,500 people, two sequences, and a share of everything that goes wrong with mail.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Story } from '../work/story.ts'

const given =
  'Amina Beatriz Rémi Pieter Chloé Paolo Clara Nora Lukas Jonas Élodie Giulia Ingrid Yara Tomasz Søren'.split(' ')
const family =
  'Vermeer Wójcik Sørensen Costa Moreau Novák Ricci Keller Garnier Roth Almeida Okafor Aubert Fontaine Jansen'.split(
    ' ',
  )
const firms = [
  'Fabbrica Lume',
  'Maison Orel',
  'Kantor & Bly',
  'Tessera Labs',
  'Kolmar Freight',
  'Librairie du Quai',
  'Galerie Pas',
]

const pick = <T>(from: readonly T[], n: number): T => from[n % from.length] as T
const plain = (text: string) => text.normalize('NFD').replace(/[^\w]/g, '').toLowerCase()

/** One line a person; every combination of names once, so that no address comes twice. */
function csv(people: number): string {
  const lines = ['Email,First name,Last name,Company,City']
  for (let n = 0; n < people; n++) {
    const [first, last, firm] = [pick(given, n), pick(family, Math.floor(n / given.length)), pick(firms, n * 3)]
    const address = `${plain(first)}.${plain(last)}${n < 240 ? '' : n}@${plain(firm)}.example`
    lines.push(`${address},${first},${last},${firm},${pick(['Paris', 'Lyon', 'Utrecht', 'Porto'], n)}`)
  }
  return `${lines.join('\n')}\n`
}

async function importPeople({ client, folder }: Story, people: number): Promise<void> {
  const file = join(folder, 'people.csv')
  writeFileSync(file, csv(people))
  const steps = await client.contacts.import({ file })
  for (let step = await steps.next(); !step.done; ) step = await steps.next()
}

const steps = (subject: string) => [
  {
    subject,
    text: 'Hello {{ first_name | default: "there" }},\n\nhow does {{ company | default: "your team" }} plan the winter?\n\nAnna',
  },
  { subject: '', text: 'Hello {{ first_name }},\n\ndid my question reach you?\n\nAnna', delay: { days: 3 } },
  { subject: '', text: 'A last word from me.\n\nAnna', delay: { days: 4, at: '14:00' } },
]

/** Lives from Monday morning to Tuesday 10:24, Paris time. The story has to begin on Monday 9 November 2026. */
export async function busyWeek(s: Story, people = 2480): Promise<void> {
  await s.client.workspace.update({ holidays: 'FR', name: 'Haldenroux' })
  await importPeople(s, people)
  const anna = await s.account('anna.lindqvist@haldenroux.example', { limits: ['50/hour', '400/day'] })
  const marc = await s.account('marc.delacroix@haldenroux.example', { limits: ['40/hour', '300/day'] })
  const ines = await s.account('ines.roux@haldenroux.example', { limits: ['30/hour', '200/day'] })
  const broken = await s.account('anna@roux-archive.example', { password: 'first' })
  for (const { server } of [anna, marc, ines])
    server.deed = ({ phase, to }) => {
      if (phase === 'rcpt' && to.startsWith('remi.keller@')) return '550 5.1.1 no such user here'
      if (phase === 'rcpt' && to.startsWith('pieter.keller@')) return '421 4.3.2 try again later'
      if (phase === 'dot' && to.startsWith('jonas.keller@')) return 'take-drop'
      return undefined
    }
  await s.client.sequences.create({ name: 'Autumn check-in', steps: steps('A question about your winter list') })
  await s.client.sequences.create({ name: 'Spring viewing', steps: steps('Invitation to the spring viewing') })
  const { rows } = await s.client.contacts.list({ limit: 500 })
  const invited = rows.slice(0, 38).map(({ address }) => address)
  const senders = ['anna.lindqvist', 'marc.delacroix', 'ines.roux'].map((name, n) => ({
    account: `${name}@haldenroux.example`,
    weight: [50, 30, 20][n] as number,
  }))
  await s.goTo('2026-11-09T09:40:00Z')
  await s.client.schedule.engage({
    sequence: 'Spring viewing',
    contacts: invited,
    assign: 'mine',
    senders: [{ account: 'anna@roux-archive.example' }],
  })
  await s.client.schedule.engage({ sequence: 'Autumn check-in', assign: 'selected', senders })
  broken.server.password = 'changed'
  await s.goTo('2026-11-10T09:24:00Z')
}
