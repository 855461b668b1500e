/** What a wish would do, told without doing it. In line and in a worker the same. */
import type { PreviewAnswer, PreviewWish } from '../../../shared/contract/schedule.ts'
import { bottleneck } from '../../../shared/domain/bottleneck.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import type { Reader } from '../../store/open.ts'
import type { Asker } from '../context.ts'
import { planSends, planSlots, planSummary } from '../preview-output.ts'
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

/** What stays unplanned is a refusal, not a surprise after engaging. */
export function refuseWaiting({ own, members }: Proposal): void {
  const [first] = own.plan.waiting
  if (!first) return
  const who = members[first.enrollment]?.contact.address
  throw new Refusal('invalid_schedule', `${who}, step ${first.step}: ${first.message}`)
}

/** @throws Refusal as `propose` does, and `invalid_schedule` when some step could never leave */
export function previewOf(
  reader: Reader,
  asker: Asker,
  wish: PreviewWish & { seed: number },
  now: number,
): PreviewAnswer {
  const proposal = propose(reader, asker, wish, now)
  refuseWaiting(proposal)
  const { own, members } = proposal
  const summary = planSummary(own.input, own.plan, bottleneck(proposal.state.input, proposal.plan))
  return {
    zone: proposal.choices.zone,
    seed: proposal.seed,
    summary: { ...summary, perSender: summary.perSender.filter((s) => s.contacts > 0) },
    slots: planSlots(own.input, own.plan),
    excluded: told(proposal),
    ...(wish.sends ? { sends: [...planSends(own.input, own.plan, (e) => members[e]?.contact.address ?? '')] } : {}),
    token: writeToken({
      hash: planHash(proposal),
      seed: proposal.seed,
      emails: summary.emails,
      start: summary.start,
      finish: summary.finish,
    }),
  }
}

/** Who is left out, and why, as the doors write it. */
export const told = ({ excluded }: Proposal) =>
  excluded.map(({ candidate, code, message }) => ({ contact: candidate.address, reason: code, message }))
