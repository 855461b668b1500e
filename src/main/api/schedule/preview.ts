/** What a wish would do, told without doing it. In line and in a worker the same. */
import type { PreviewAnswer, PreviewWish } from '../../../shared/contract/schedule.ts'
import { bottleneck } from '../../../shared/domain/bottleneck.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import type { Plan } from '../../../shared/domain/plan-shape.ts'
import type { Reader } from '../../store/open.ts'
import type { Asker } from '../context.ts'
import { type PlanSummary, planFigures, planSends } from '../preview-output.ts'
import { calendarOf } from './calendar.ts'
import { cutOff } from './ends.ts'
import { helpOf } from './help.ts'
import { type Proposal, planHash, propose } from './proposal.ts'

export interface Token {
  hash: string
  seed: number
  emails: number
  start: string | null
  finish: string | null
}

const writeToken = (token: Token): string => Buffer.from(JSON.stringify(token)).toString('base64url')

/** @throws Refusal `bad_request` */
export function readToken(text: string): Token {
  try {
    const token = JSON.parse(Buffer.from(text, 'base64url').toString()) as Token
    if (typeof token.hash === 'string' && Number.isInteger(token.seed)) return token
  } catch {}
  throw new Refusal('bad_request', 'The token is not one of a preview. Preview again and use the token it gives.')
}

/** The date on which it ends cuts it off, as was chosen. */
const isCut = ({ code }: Plan['waiting'][number]): boolean => code === 'ended'

/** What stays unplanned is a refusal, not a surprise after engaging. */
export function refuseWaiting({ own, members, ends }: Proposal): void {
  if (ends?.until && members.length > 0 && own.plan.sends.length === 0 && own.plan.waiting.every(isCut))
    throw new Refusal(
      'invalid_schedule',
      `Nothing of it would leave until ${ends.until}. Give a later date, or start sooner.`,
      {
        field: 'until',
      },
    )
  const first = own.plan.waiting.find((each) => !isCut(each))
  if (!first) return
  const who = members[first.enrollment]?.contact.address
  throw new Refusal('invalid_schedule', `${who}, step ${first.step}: ${first.message}`)
}

/** With a calendar the reasons are counted, and a few are told: a list of thousands helps nobody there. */
const fewExcluded = 100

/** @throws Refusal as `propose` does, and `invalid_schedule` when some step could never leave */
export function previewOf(
  reader: Reader,
  asker: Asker,
  wish: PreviewWish & { seed: number },
  now: number,
): PreviewAnswer {
  const p = propose(reader, asker, wish, now)
  refuseWaiting(p)
  const { own, members } = p
  const limit = bottleneck(p.state.input, p.plan, p.from)
  const { summary, slots } = planFigures(own.input, own.plan, limit)
  const drawn = wish.calendar ? calendarOf(reader, asker, p, { now, summary, bottleneck: limit }) : null
  const excluded = told(p)
  return {
    zone: p.choices.zone,
    seed: p.seed,
    summary: { ...summary, perSender: summary.perSender.filter((s) => s.contacts > 0) },
    slots: drawn?.slots ?? slots,
    excluded: drawn ? excluded.slice(0, fewExcluded) : excluded,
    ...(wish.sends ? { sends: [...planSends(own.input, own.plan, (e) => members[e]?.contact.address ?? '')] } : {}),
    token: tokenOf(p, summary),
    waits: p.waits,
    ...(p.ends ? { ends: p.ends, cut: cutOff(p) } : {}),
    ...(drawn ? { calendar: drawn.calendar } : {}),
    ...(wish.help ? { help: helpOf({ reader, asker, wish, now, p, bottleneck: limit }) } : {}),
  }
}

const tokenOf = (p: Proposal, { emails, start, finish }: PlanSummary): string =>
  writeToken({ hash: planHash(p), seed: p.seed, emails, start, finish })

/** Who is left out, and why, as the doors write it. */
export const told = ({ excluded }: Proposal) =>
  excluded.map(({ candidate, code, message }) => ({ contact: candidate.address, reason: code, message }))
