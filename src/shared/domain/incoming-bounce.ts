/** Notices of mail servers about mail that we sent: bounced, late, delivered; and complaints. */
import { type Cause, causeOf, codeIn, type Failure } from './incoming-bounce-cause.ts'
import { looksLikeNotice, tellsOfDelay } from './incoming-bounce-look.ts'
import { noticeOf, recipientsIn, type Said } from './incoming-bounce-text.ts'
import { complaintOf } from './incoming-complaint.ts'
import { serviceNotice } from './incoming-json.ts'
import { partsOf } from './incoming-read.ts'
import type { Evidence, IncomingMessage, IncomingRecipient, IncomingVerdict } from './incoming-shape.ts'
import { type StatusGroup, statusGroups, statusIn } from './incoming-status.ts'

export type BounceVerdict = Pick<IncomingVerdict, 'hard' | 'recipients'> & {
  kind: 'bounce' | 'delay' | 'delivered' | 'complaint'
  /** Of a complaint. */
  feedback?: string | null
  evidence: Evidence[]
}

/** Null: no mail server wrote this, as far as can be told. */
export function bounceOf(message: IncomingMessage): BounceVerdict | null {
  const complaint = complaintOf(message)
  if (complaint) return { hard: false, ...complaint }
  const service = serviceNotice(message.text)
  if (service)
    return service.kind === 'bounce'
      ? bounced(
          service.recipients.map((each) => judged(each, each.address)),
          service.evidence,
        )
      : {
          kind: service.kind,
          hard: false,
          feedback: service.feedback,
          recipients: service.recipients.map(quiet),
          evidence: [service.evidence],
        }
  const notice = noticeOf(message)
  const groups = groupsOf(message)
  if (groups.length > 0) return fromStatus(message, notice, groups)
  const look = looksLikeNotice(message, notice)
  if (!look) return null
  const said = recipientsIn(message, notice).slice(0, most)
  if (tellsOfDelay(message, notice))
    return { kind: 'delay', hard: false, recipients: said.map(late), evidence: [look, ...said.map(lateSaid)] }
  return bounced(
    said.map((each) => judged(failureIn(each, share(notice, said.length)), each.address)),
    look,
  )
}

/** The machine-readable part, each recipient once; where its wrapping is broken it stands in the text. */
function groupsOf(message: IncomingMessage): StatusGroup[] {
  const parts = partsOf(message, 'message/delivery-status', 'message/global-delivery-status')
  const groups = parts.flatMap(statusGroups)
  if (groups.length === 0 && /^Final-Recipient:/im.test(message.text)) groups.push(...statusGroups(message.text))
  const last = new Map(groups.map((group) => [group.address, group]))
  return [...last.values()].slice(0, most)
}

/** Ours is written to one person; a notice of more has other things to tell. */
const most = 100
const longest = 20_000

/** The whole notice stands for a recipient of whom nothing else is said; for many, each is given a piece of it. */
const share = (notice: string, recipients: number): string => notice.slice(0, Math.ceil(longest / recipients))

function fromStatus(message: IncomingMessage, notice: string, groups: readonly StatusGroup[]): BounceVerdict {
  const rule = 'Delivery status, RFC 3464'
  const failed = groups.filter(({ action }) => action === 'failed' || action === null)
  if (failed.length === 0) {
    const kind = groups.some(({ action }) => action === 'delayed') ? 'delay' : 'delivered'
    const evidence = groups.map(({ address, action, diagnostic }) => ({
      rule,
      found: shortened(`${address}: ${action} ${diagnostic}`),
    }))
    return { kind, hard: false, recipients: groups.map(quiet), evidence }
  }
  const said = recipientsIn(message, notice)
  const judgements = failed.map((group) => {
    const section = said.find(({ address }) => address === group.address)?.section ?? share(notice, failed.length)
    return judged(failureOf(group, section), group.address)
  })
  const actions = failed.map(({ action }) => action ?? 'failed').join(', ')
  return bounced(judgements, { rule, found: `Action: ${actions}` })
}

interface Judged {
  recipient: IncomingRecipient
  evidence: Evidence
}

/** A verdict on a failure. `found` quotes the server itself. */
function judged(failure: Failure, address: string): Judged {
  const cause: Cause = causeOf(failure)
  const { status, code } = failure
  return {
    recipient: { address, status, code, hard: cause.hard },
    evidence: {
      rule: `${cause.hard ? 'Hard' : 'Soft'}: ${cause.cause}`,
      found: shortened(`${address}: ${telling(failure.said) || (status ? `Status ${status}` : 'no reason given')}`),
    },
  }
}

function bounced(judgements: readonly Judged[], because: Evidence): BounceVerdict {
  const recipients = judgements.map(({ recipient }) => recipient)
  return {
    kind: 'bounce',
    hard: recipients.some(({ hard }) => hard),
    recipients,
    evidence: [because, ...judgements.map(({ evidence }) => evidence)],
  }
}

/** What its delivery rejected by a rule of the recipient's own (Sieve, Dovecot) stands in words alone. */
const rejectedByRule = /was automatically rejected:[ \t]{0,8}\n([^\n]{1,400})/

function failureOf(group: StatusGroup, section: string): Failure {
  const own = rejectedByRule.exec(section)?.[1]
  const bare = group.diagnostic.replace(/^\d{1,3}$/, '')
  const status = statusIn(bare)
  const failure: Failure = {
    status: status && !status.endsWith('.0.0') ? status : group.status,
    code: codeIn(bare),
    said: own ?? bare,
    around: section,
    program: group.program,
    category: group.category,
  }
  if (own !== undefined || group.program || causeOf(failure).clear) return failure
  // The machine-readable part is silent, or says no more than 5.0.0: the words may know.
  const told = failureIn({ address: group.address, section }, section)
  return causeOf(told).clear && !bare ? { ...told, status: told.status ?? group.status } : failure
}

function failureIn({ section }: Said, notice: string): Failure {
  const around = section
  const status = statusIn(section)
  const failure: Failure = { status, code: codeIn(section), said: section.trim(), around }
  if (section === notice || causeOf(failure).clear) return failure
  return {
    ...failure,
    status: status ?? statusIn(notice),
    code: failure.code ?? codeIn(notice),
    said: notice.trim(),
    around: notice,
  }
}

const quiet = ({ address, status }: { address: string; status: string | null }): IncomingRecipient => ({
  address,
  status,
  code: null,
  hard: false,
})

const late = ({ address, section }: Said): IncomingRecipient => ({
  address,
  status: statusIn(section),
  code: codeIn(section),
  hard: false,
})

const lateSaid = ({ address, section }: Said): Evidence => ({
  rule: 'Still being tried',
  found: shortened(`${address}: ${section.trim()}`),
})

/** From the server's own words on, where a long notice stands before them. */
function telling(said: string): string {
  if (said.length < 250) return said
  const own = /(?<![\d.])[45]\d\d[ -]|(?<![\d.])[45]\.\d{1,3}\.\d{1,3}|\bsaid:/.exec(said)
  return own ? said.slice(own.index) : said
}

/** Evidence is read by people, on one line. */
function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 300 ? `${line.slice(0, 299)}…` : line
}
