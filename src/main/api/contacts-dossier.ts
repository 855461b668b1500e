/** All that is held about a person, to be read by a program or handed over on paper. */
import PDFDocument from 'pdfkit'
import { formatIso } from '../../shared/domain/time-text.ts'
import { dossierClicks, dossierDrafts, dossierIncoming, dossierTexts } from '../store/contact-dossier.ts'
import { contactFieldRows } from '../store/contact-fields.ts'
import { historyEmails, historyEnrollments, historySuppressions, originOf } from '../store/contact-history.ts'
import { contactNotes } from '../store/contact-notes.ts'
import type { ContactRow } from '../store/contacts.ts'
import type { Reader } from '../store/open.ts'
import type { OwnText } from '../store/stored-step.ts'
import { workspaceRow } from '../store/workspace.ts'
import { find } from './contacts-edit.ts'
import { shownContact } from './contacts-shown.ts'
import { iso, isoOrNull, os } from './context.ts'

const all = 1_000_000

const emailsOf = (reader: Reader, id: number) =>
  historyEmails(reader, id, all).map((row) => ({
    at: iso(row.state === 'planned' ? row.at : (row.settledAt ?? row.claimedAt ?? row.at)),
    state: row.state,
    subject: row.subject,
    sequence: row.sequence,
    step: row.step,
    from: row.sender,
    reason: row.reason,
    server: row.reply,
    sandbox: row.sandbox === 1,
  }))

/** Texts that somebody wrote for this person alone. */
const ownTexts = (reader: Reader, id: number) =>
  dossierTexts(reader, id).flatMap(({ enrollment, texts }) =>
    Object.entries(JSON.parse(texts) as Record<string, OwnText>).map(([step, { subject, text, html, at }]) => ({
      enrollment,
      step: Number(step),
      subject,
      text: text ?? html,
      written_at: iso(at),
    })),
  )

function dossierOf(reader: Reader, row: ContactRow, now: number) {
  const contact = shownContact(reader, row)
  const labels = new Map(contactFieldRows(reader).map(({ name, label }) => [name, label]))
  const { fields, tags, merged_from, suppressed: _, enrollment: __, ...known } = contact
  const texts = ownTexts(reader, row.id)
  return {
    made_at: iso(now),
    workspace: workspaceRow(reader).name,
    contact: known,
    other_addresses: merged_from,
    fields: Object.entries(fields).map(([name, value]) => ({ name, label: labels.get(name) ?? name, value })),
    tags,
    origin: { at: iso(row.createdAt), ...originOf(reader, row.id) },
    suppression: historySuppressions(reader, row.addressKey, row.domain).map(({ createdAt, ...entry }) => ({
      ...entry,
      at: iso(createdAt),
    })),
    notes: contactNotes(reader, row.id, all).map((note) => ({
      at: iso(note.createdAt),
      changed_at: iso(note.changedAt),
      by: note.name || note.address,
      text: note.text,
    })),
    sequences: historyEnrollments(reader, row.id, all).map((each) => ({
      at: iso(each.enrolledAt),
      sequence: each.sequence,
      state: each.state,
      reason: each.reason,
      from: each.sender,
      sandbox: each.sandbox === 1,
      own_texts: texts.filter((text) => text.enrollment === each.publicId).map(({ enrollment: _, ...text }) => text),
    })),
    drafts: dossierDrafts(reader, row.id).map(({ text, html, at, ...draft }) => ({
      at: iso(at),
      ...draft,
      text: text ?? html,
    })),
    emails: emailsOf(reader, row.id),
    incoming: dossierIncoming(reader, row.id).map(({ at, ...message }) => ({ at: iso(at), ...message })),
    clicks: dossierClicks(reader, row.id).map(({ firstAt, lastAt, ...click }) => ({
      ...click,
      first_at: iso(firstAt),
      last_at: isoOrNull(lastAt),
    })),
  }
}

type Dossier = ReturnType<typeof dossierOf>

export const dossier = os.contacts.dossier.handler(({ input, context: { room } }) =>
  room.store.read(() => dossierOf(room.store, find(room.store, input.public_id), room.ports.clock.now())),
)

const shownKey = (key: string): string => {
  const words = key.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** What PDF's own fonts have no sign for would be read as another sign. */
const latin = (text: string): string =>
  text
    .normalize('NFC')
    .replaceAll(/[^\n\u0020-\u007e\u00a0-\u00ff\u20ac\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u2022]/g, '?')

/** "2026-11-23 20:14": whoever reads the paper has a clock on the wall. */
const wallTime = (instant: string, zone: string): string =>
  formatIso(Date.parse(instant), zone).slice(0, 16).replace('T', ' ')

function valueText(value: unknown, zone: string): string {
  if (value === null || value === undefined || value === '') return ''
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return wallTime(value, zone)
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value))
    return value
      .map((each) => valueText(each, zone))
      .filter(Boolean)
      .join('; ')
  return Object.entries(value)
    .map(([key, each]) => [shownKey(key), valueText(each, zone)])
    .filter(([, text]) => text)
    .map(([key, text]) => `${key}: ${text}`)
    .join(', ')
}

/** What only programs tell one thing from another by. */
const forPrograms = new Set(['public_id', 'version'])

/** Sections as paper shows them: a heading, and blocks of lines. */
function sectionsOf(d: Dossier, zone: string): { title: string; blocks: [label: string, text: string][][] }[] {
  const rows = (each: object): [string, string][] =>
    Object.entries(each)
      .filter(([key]) => !forPrograms.has(key))
      .map(([key, value]): [string, string] => [shownKey(key), valueText(value, zone)])
      .filter(([, text]) => text !== '')
  const about = [...rows(d.contact), ...rows({ other_addresses: d.other_addresses, tags: d.tags })]
  const own = d.fields.map(({ label, value }): [string, string] => [label, value])
  return [
    { title: 'Person', blocks: [about] },
    { title: 'Own fields', blocks: own.length > 0 ? [own] : [] },
    { title: 'Where it came from', blocks: [rows(d.origin)] },
    { title: 'Suppression', blocks: d.suppression.map(rows) },
    { title: 'Notes', blocks: d.notes.map(rows) },
    { title: 'Sequences', blocks: d.sequences.map(rows) },
    { title: 'Emails reviewed before engaging', blocks: d.drafts.map(rows) },
    { title: 'Emails', blocks: d.emails.map(rows) },
    { title: 'What came back', blocks: d.incoming.map(rows) },
    { title: 'Followed links', blocks: d.clicks.map(rows) },
  ]
}

const margin = 56
const labelWidth = 120

function paper(d: Dossier, name: string, zone: string): Promise<Buffer> {
  const title = `What is held about ${name}`
  const made = new Date(d.made_at)
  const doc = new PDFDocument({ size: 'A4', margin, info: { Title: latin(title), CreationDate: made, ModDate: made } })
  const parts: Buffer[] = []
  const done = new Promise<Buffer>((resolve, reject) => {
    doc.on('data', (part: Buffer) => parts.push(part))
    doc.on('end', () => resolve(Buffer.concat(parts)))
    doc.on('error', reject)
  })
  doc.font('Helvetica-Bold').fontSize(18).text(latin(title))
  doc
    .font('Helvetica')
    .fontSize(9)
    .fillColor('#555')
    .text(latin(`${d.workspace} · ${wallTime(d.made_at, zone)} · times of ${zone}`))
    .fillColor('#111')
  for (const section of sectionsOf(d, zone)) {
    doc.moveDown(1.2).font('Helvetica-Bold').fontSize(12).text(section.title, margin)
    if (section.blocks.length === 0)
      doc.font('Helvetica').fontSize(10).fillColor('#555').text('Nothing.').fillColor('#111')
    for (const block of section.blocks) writeBlock(doc, block)
  }
  doc.end()
  return done
}

function writeBlock(doc: PDFKit.PDFDocument, block: readonly [string, string][]): void {
  doc.moveDown(0.4)
  for (const [label, text] of block) {
    // a line at the foot of a page takes its label along
    if (doc.y > doc.page.height - margin - 24) doc.addPage()
    const { y } = doc
    doc
      .font('Helvetica')
      .fontSize(9)
      .fillColor('#555')
      .text(latin(label), margin, y, { width: labelWidth - 8 })
    const below = doc.y
    doc.fillColor('#111').text(latin(text), margin + labelWidth, y, { width: doc.page.width - 2 * margin - labelWidth })
    // a long text may have gone on to the next page
    if (doc.y < below && doc.y > y) doc.y = below
    doc.x = margin
  }
}

export const dossierPdf = os.contacts.dossier_pdf.handler(async ({ input, context: { room } }) => {
  const row = find(room.store, input.public_id)
  const held = room.store.read(() => dossierOf(room.store, row, room.ports.clock.now()))
  const name = [row.firstName, row.lastName].filter(Boolean).join(' ') || row.address
  const content = await paper(held, name, workspaceRow(room.store).zone)
  return { name: `${name.replaceAll(/[^\p{L}\p{N}]+/gu, '-')}.pdf`, base64: content.toString('base64') }
})
