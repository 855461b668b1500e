import { createHash } from 'node:crypto'
import { Refusal } from '../../shared/domain/failure.ts'
import { publicIdBytes, publicIdFrom } from '../../shared/domain/ids.ts'
import { compileTemplate } from '../mail/template.ts'
import { stamp } from '../store/clockwork.ts'
import { firstPlannedOfSequence } from '../store/enrollments.ts'
import type { StoredStep } from '../store/schema-sending.ts'
import {
  findSequence,
  insertSequence,
  keepAttachment,
  listSequences,
  type SequenceRow,
  setSequencePaused,
} from '../store/sequences.ts'
import { iso, os, type Room } from './context.ts'
import { resumeSends } from './resume.ts'

/** What all attachments of a step may weigh; beyond it many servers refuse the whole message. */
const attachmentsMax = 20 * 1024 * 1024

const shown = (row: SequenceRow) => ({
  public_id: row.publicId,
  name: row.name,
  paused: row.paused === 1,
  version: row.version,
  steps: row.steps.map((step) => ({
    subject: step.subject,
    days: step.days,
    hour: step.hour,
    variables: variables(step),
    attachments: step.attachments.map(({ name }) => name),
  })),
  enrolled: row.enrolled,
  active: row.active,
  created_at: iso(row.createdAt),
})

function variables(step: StoredStep): string[] {
  const result = compileTemplate(step)
  return result.ok ? [...result.template.required] : []
}

function find(room: Room, name: string): SequenceRow {
  const row = findSequence(room.store, name)
  if (!row) throw new Refusal('not_found', `There is no sequence "${name}".`)
  return row
}

const list = os.sequences.list.handler(({ context: { room } }) => listSequences(room.store).map(shown))
const get = os.sequences.get.handler(({ input, context: { room } }) => shown(find(room, input.public_id)))

interface GivenStep {
  subject: string
  html?: string | undefined
  text?: string | undefined
  delay?: { days: number; at?: string | undefined } | undefined
  attachments?: { name: string; content: string }[] | undefined
}

/** Reads a step as it was given; the content of attachments comes back beside it. */
function readStep(step: GivenStep, number: number): { stored: StoredStep; files: { hash: string; content: Buffer }[] } {
  const bad = (what: string) => new Refusal('invalid_sequence', `Step ${number}: ${what}`, { step: number })
  if (!step.html?.trim() && !step.text?.trim()) throw bad('it has no text. Give html or text.')
  if (number === 1 && !step.subject.trim()) throw bad('the first step needs a subject.')
  if (number === 1 && step.delay && step.delay.days > 0)
    throw bad('it leaves when the schedule says, so it has no delay. Remove "delay".')
  if (number > 1 && !step.delay) throw bad('a later step needs a delay, such as {"days": 3, "at": "14:00"}.')
  if (number > 1 && (step.delay?.days ?? 0) < 1) throw bad('a later step waits at least one working day.')
  const files = (step.attachments ?? []).map(({ name, content }) => {
    const bytes = Buffer.from(content, 'base64')
    if (bytes.length === 0 && content !== '') throw bad(`the attachment ${name} is not base64.`)
    return { name, hash: createHash('sha256').update(bytes).digest('hex'), content: bytes }
  })
  const weight = files.reduce((sum, file) => sum + file.content.length, 0)
  if (weight > attachmentsMax) throw bad('its attachments are larger than 20 MB together.')
  const stored: StoredStep = {
    subject: step.subject,
    html: step.html ?? null,
    text: step.text ?? null,
    days: step.delay?.days ?? 0,
    hour: readHour(step.delay?.at, bad),
    attachments: files.map(({ name, hash }) => ({ name, hash })),
  }
  const compiled = compileTemplate(stored)
  if (compiled.ok) return { stored, files }
  const [problem] = compiled.problems
  throw bad(`${problem?.part}, line ${problem?.line}, column ${problem?.column}: ${problem?.message}`)
}

function readHour(at: string | undefined, bad: (what: string) => Refusal): number | null {
  if (at === undefined) return null
  const match = /^(\d{1,2}):00$/.exec(at)
  const hour = Number(match?.[1])
  if (!match || hour > 23) throw bad(`"${at}" is not a whole hour such as 14:00.`)
  return hour
}

const create = os.sequences.create.handler(({ input, context: { room, asker } }) => {
  const steps = input.steps.map((step, i) => readStep(step, i + 1))
  const now = room.ports.clock.now()
  const publicId = publicIdFrom(room.ports.dice.bytes(publicIdBytes))
  room.store.write((tx) => {
    for (const { files } of steps) for (const { hash, content } of files) keepAttachment(tx, hash, content)
    insertSequence(tx, {
      publicId,
      name: input.name,
      steps: steps.map(({ stored }) => stored),
      now,
      mark: stamp(tx, now, asker.seatId),
    })
  })
  room.changes.tell('sequences')
  return shown(find(room, publicId))
})

const setPaused = (room: Room, publicId: string, paused: boolean) => {
  const row = find(room, publicId)
  const now = room.ports.clock.now()
  room.store.write((tx) => {
    setSequencePaused(tx, row.id, paused)
    if (!paused && row.paused === 1) resumeSends(tx, firstPlannedOfSequence(tx, row.id), now)
  })
  room.changes.tell('sequences', 'sends')
  return shown(find(room, publicId))
}

const pause = os.sequences.pause.handler(({ input, context: { room } }) => setPaused(room, input.public_id, true))
const resume = os.sequences.resume.handler(({ input, context: { room } }) => setPaused(room, input.public_id, false))

export const sequences = { list, get, create, pause, resume }
