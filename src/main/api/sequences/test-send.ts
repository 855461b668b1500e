/**
 * One email of a step, with a contact's data, to whoever asks. It is made here, from a draft that nobody saves, and sent as
 * everything else is: one row of the ledger.
 */
import { createHash } from 'node:crypto'
import { domainOf } from '../../../shared/domain/address.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { publicIdBytes, publicIdFrom } from '../../../shared/domain/ids.ts'
import { variablesFor, writerOf } from '../../../shared/domain/letter.ts'
import { tooLarge } from '../../../shared/domain/sequence-attachment.ts'
import { conversationStart, textOf } from '../../../shared/domain/variant.ts'
import { type LetterStep, letterFrom } from '../../mail/letter.ts'
import { type AccountRow, accountByAddress, accountByPublicId } from '../../store/accounts.ts'
import type { AudienceRow } from '../../store/audience.ts'
import { stamp } from '../../store/clockwork.ts'
import { outOfAccount } from '../../store/letter-source.ts'
import type { Reader } from '../../store/open.ts'
import { originMark } from '../../store/origin.ts'
import { type SeatRow, seatById } from '../../store/seats.ts'
import { attachment, findSequence } from '../../store/sequences.ts'
import { planTest } from '../../store/test-emails.ts'
import { workspaceRow } from '../../store/workspace.ts'
import { type Asker, os } from '../context.ts'
import { defaultAccount, inactive, isSandbox, permission } from '../may-send.ts'
import { contactOf, emailsBefore, isUnfinished, readable } from './render.ts'

type Input = Parameters<Parameters<typeof os.sequences.test_send.handler>[0]>[0]['input']

interface Gathered {
  name: string | null
  steps: LetterStep[]
  file: (hash: string) => Uint8Array | undefined
  contact: AudienceRow
  account: AccountRow
  seat: SeatRow
}

export const test_send = os.sequences.test_send.handler(async ({ input, context: { room, asker } }) => {
  const { store, ports, changes } = room
  const now = ports.clock.now()
  const publicId = publicIdFrom(ports.dice.bytes(publicIdBytes))
  const answer = await store.writeSoon((tx) => {
    const gathered = gather(tx, input, asker)
    const { account, seat, contact, name } = gathered
    const to = addressFor(seat, account)
    const made = madeOf(tx, gathered, { input, to, publicId, now })
    const sandbox = isSandbox(account)
    const title = `Step ${input.step} of ${name === null ? 'a draft' : `"${name}"`}`
    const why = `A test that ${seat.name} sent to themselves. It counts in the limits of its mailbox, and nowhere else.`
    const { step, variant = null } = input
    const row = { publicId, accountId: account.id, address: to, step, variant, sandbox, title, why, now }
    planTest(tx, { ...row, contactId: contact.id || null, ...made }, stamp(tx, now, asker.seatId))
    return { public_id: publicId, to, from: account.address, subject: made.subject, sandbox, running: room.running }
  })
  changes.tell('sends')
  return answer
})

/** Everything it needs. @throws Refusal `not_found`, `bad_request`, `invalid_sequence`, `forbidden`, `no_sender`, `state` */
function gather(reader: Reader, input: Input, asker: Asker): Gathered {
  const written = textsOf(reader, input)
  const step = written.steps[input.step - 1]
  if (!step) throw new Refusal('not_found', `There is no step ${input.step}: the sequence has ${written.steps.length}.`)
  if (step.kind === 'task')
    throw new Refusal('bad_request', `Step ${input.step} is a task: there is no email to send. Choose another step.`)
  const seat = seatById(reader, asker.seatId)
  if (!seat) throw new Refusal('forbidden', 'There is nobody to send it to: the seat that asks is gone.')
  return { ...written, seat, contact: contactOf(reader, input.contact), account: accountOf(reader, input, asker) }
}

const named = (reader: Reader, name: string) => accountByPublicId(reader, name) ?? accountByAddress(reader, name)

function accountOf(reader: Reader, { account: wanted }: Input, asker: Asker): AccountRow {
  const account = wanted === undefined ? defaultAccount(reader, asker) : named(reader, wanted)
  if (!account) throw new Refusal('not_found', `There is no sending account "${wanted}".`)
  const bar = permission(reader, asker, account)
  if (bar !== null) throw new Refusal('forbidden', bar)
  const idle = inactive(account)
  if (idle !== null) throw new Refusal('no_sender', idle)
  if (account.homeDevice !== workspaceRow(reader).device)
    throw new Refusal('state', `${account.address} sends from another computer. Choose a mailbox that sends from here.`)
  return account
}

/** A person who never said where their mail goes gets it where it leaves from. */
const addressFor = (seat: SeatRow, account: AccountRow): string =>
  domainOf(seat.address) === 'localhost' && !isSandbox(account) ? account.address : seat.address

/** The texts of a saved sequence, or those given, with the files that hang on them. */
function textsOf(reader: Reader, input: Input): Pick<Gathered, 'name' | 'steps' | 'file'> {
  const kept = (hash: string) => attachment(reader, hash)
  const row = input.sequence === undefined ? undefined : findSequence(reader, input.sequence)
  if (input.sequence !== undefined && !row) throw new Refusal('not_found', `There is no sequence "${input.sequence}".`)
  if (!input.steps) {
    if (!row) throw new Refusal('bad_request', 'Give a sequence or steps.')
    return { name: row.name, steps: row.steps, file: kept }
  }
  const added = new Map<string, Buffer>()
  const steps = input.steps.map(({ subject, html, text, attachments = [], ...rest }): LetterStep => {
    const files = attachments.map((file) => {
      const cid = file.cid === undefined ? {} : { cid: file.cid }
      if ('hash' in file) return { name: file.name, hash: file.hash, ...cid }
      const content = Buffer.from(file.content, 'base64')
      const hash = createHash('sha256').update(content).digest('hex')
      added.set(hash, content)
      return { name: file.name, hash, ...cid }
    })
    const { kind, thread } = rest
    const how = { ...(kind ? { kind } : {}), ...(thread ? { thread } : {}) }
    return { ...how, subject, html: html ?? null, text: text ?? null, attachments: files }
  })
  return { name: row?.name ?? null, steps, file: (hash) => added.get(hash) ?? kept(hash) }
}

interface Asked {
  input: Input
  to: string
  publicId: string
  now: number
}

/** The bytes. @throws Refusal `invalid_sequence` for what can't be read, `missing_variable` for what its contact lacks */
function madeOf(reader: Reader, g: Gathered, { input, to, publicId, now }: Asked) {
  const { step: number, variant = null } = input
  const { steps, contact, account } = g
  const from = writerOf(account, null)
  const step = steps[number - 1] as LetterStep
  checkRendered(g, { number, variant })
  const size = textOf(step, variant).attachments.reduce((sum, { hash }) => sum + (g.file(hash)?.length ?? 0), 0)
  const tooMuch = tooLarge(size)
  if (tooMuch !== null) throw new Refusal('invalid_sequence', `Step ${number}: ${tooMuch}`)
  const { messageKey: key, device } = workspaceRow(reader)
  const made = letterFrom(
    {
      keeper: {},
      facts: {
        ...contact,
        step: number,
        variant,
        steps: JSON.stringify(steps),
        versionId: 0,
        sendPublicId: publicId,
        enrollmentPublicId: publicId,
        to,
      },
      from,
      key,
      origin: originMark(key, { send: publicId, device, epoch: account.epoch }),
      out: outOfAccount(reader, account.id, null),
      thread: emailsBefore(steps, number),
      file: g.file,
      testTo: { name: g.seat.name, address: to },
      isUnfinished: isUnfinished(steps, number, variant),
    },
    now,
  )
  if ('trouble' in made) throw new Refusal('invalid_sequence', `Step ${number}: ${made.trouble}`)
  return made
}

function checkRendered({ steps, contact, account }: Gathered, at: { number: number; variant: string | null }): void {
  const { number, variant } = at
  const fields = JSON.parse(contact.fields) as Record<string, string>
  const values = variablesFor({ ...contact, fields }, writerOf(account, null))
  const text = textOf(steps[number - 1] as LetterStep, variant)
  if ([text.subject, text.html, text.text].every((part) => (part ?? '').trim() === ''))
    throw new Refusal('invalid_sequence', `Nothing is written in step ${number} yet.`)
  const own = readable(text, values, number)
  const began = steps[conversationStart(steps, number) - 1] as LetterStep
  const first = readable({ ...began, html: null, text: null }, values, number)
  const problem = own.problem ?? first.problem
  if (problem) throw new Refusal('invalid_sequence', `Step ${number} can't be read: ${problem.message}`)
  const missing = [...new Set([...own.missing, ...first.missing])]
  if (missing.length > 0)
    throw new Refusal(
      'missing_variable',
      `${contact.address} has no ${missing.join(', ')}: this step would not leave to them. Choose another contact, or give it a fallback.`,
      { contact: contact.address, missing },
    )
}
