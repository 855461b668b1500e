/** Whether a letter about a permission may be followed, and if not, why. Pure: whoever reads it gathers the facts. */
import { type GrantSeat, type GrantState, type GrantStatus, reduceGrant } from './delegation.ts'
import type { DelegationLetter, LetterTrouble } from './delegation-letter.ts'

export interface LetterFacts {
  /** The signature fits the text and the key that the letter names. */
  isSigned: boolean
  /** Public id of the workspace here. */
  workspace: string
  now: number
  /** Public id of the seat that reads it. */
  reader: string
  /** It was followed, or refused, before. */
  isUsed: boolean
  /** The two as they are known here; null: no such seat. */
  owner: GrantSeat | null
  delegate: GrantSeat | null
  /** The device that it names, as it is known here. `isTheirs`: of the seat it speaks for, or of the admin whose computer that seat works on. */
  device: { key: string; state: 'active' | 'revoked'; isTheirs: boolean } | null
  /** The permission as it stands here; null: not known. */
  grant: GrantStatus | null
}

export interface LetterVerdict {
  trouble: LetterTrouble | null
  /** The key was never heard of: its words must be compared before the letter is followed. */
  confirm: boolean
}

const refused = (trouble: LetterTrouble): LetterVerdict => ({ trouble, confirm: false })

/** In the order in which nothing is told to whom it isn't for. */
export function letterVerdict(letter: DelegationLetter, facts: LetterFacts): LetterVerdict {
  const { device, owner, delegate } = facts
  if (!facts.isSigned) return refused('altered')
  if (letter.workspace !== facts.workspace) return refused('wrong_workspace')
  if (!owner || !delegate) return refused('unknown_seat')
  const isFor = letter.from === 'owner' ? letter.delegate.id : letter.owner.id
  if (isFor !== facts.reader) return refused('wrong_seat')
  if (device && device.key !== letter.signingKey) return refused('unknown_key')
  if (device?.state === 'revoked') return refused('revoked_key')
  if (device && !device.isTheirs) return refused('not_theirs')
  if (facts.isUsed) return refused('used')
  if (facts.now >= letter.expiresAt) return refused('expired')
  const end = endOf(letter, facts)
  return end ? refused(end) : { trouble: null, confirm: device === null }
}

/** What stands against it here though it is genuine. */
function endOf(letter: DelegationLetter, { owner, delegate, grant, now }: LetterFacts): LetterTrouble | null {
  const { purpose } = letter
  const isQuestion = purpose === 'grant' || purpose === 'request'
  if (isQuestion && [owner, delegate].some((seat) => seat?.state === 'locked')) return 'locked'
  if (isQuestion && [owner, delegate].some((seat) => !seat?.delegates)) return 'no_access'
  if (isQuestion && !grant) return now >= letter.grant.expiresAt ? 'over' : null
  return !grant || isKnown(letter, grant) ? 'over' : null
}

/** Does the permission stand beyond what the letter tells of it already? Then it asks and says nothing new. */
export function isKnown({ purpose, reason }: DelegationLetter, grant: GrantStatus): boolean {
  if (purpose === 'grant' || purpose === 'request') return grant.state !== 'pending'
  return reduceGrant(grant, { type: purpose, reason }) === grant
}

/** What is told to whoever wanted to follow it: what is wrong, and what to do. */
export const letterTroubleWords: Record<LetterTrouble, string> = {
  unreadable: 'This is no letter of Cadenza, or a part of it is missing. Open the whole file, or copy the whole link.',
  newer: 'This letter was written by a newer version. Update Cadenza, then open it again.',
  altered: 'This letter was changed on its way: its signature does not fit. Ask for a new one.',
  expired: 'This letter has expired. Ask for a new one.',
  used: 'This letter was used already. Each works once.',
  wrong_workspace: 'This letter belongs to another workspace.',
  wrong_seat: 'This letter is for somebody else.',
  unknown_seat: 'This workspace does not know one of the two people. Take in a workspace file first.',
  unknown_key: 'This letter names a computer that is known here with another key. Do not follow it; ask its writer.',
  revoked_key: 'The computer that signed this letter has been taken off the team.',
  not_theirs: 'The computer that signed this letter does not belong to whom it speaks for.',
  locked: 'One of the two seats is locked. An admin unlocks it under Settings › Team.',
  no_access:
    'One of the two people has no access to delegated sending. An admin gives it under Settings › Team; what was given on another computer comes with the next exchange.',
  over: 'This letter works no more.',
}

/** Of these nothing is to be answered any more: what became of it is told instead of what an answer would do. */
export const isPast = (trouble: LetterTrouble | null): boolean =>
  trouble === 'used' || trouble === 'over' || trouble === 'expired'

const outcomes: Record<GrantState, (on: string, owner: string, delegate: string) => string> = {
  pending: () => 'It still waits for an answer.',
  active: (on, owner, delegate) => `It was accepted${on}: ${delegate} can send for ${owner}.`,
  declined: (on) => `It was declined${on}.`,
  cancelled: (on) => `It was taken back${on}, before it was answered.`,
  revoked: (on) => `The permission has ended since: it was revoked${on}.`,
  expired: () => 'Nobody answered it in time.',
}

/**
 * What became of a letter's permission, in a sentence; null: nothing is known of it here.
 *
 * @param day when that was decided, as people say it (`Tue 10 Nov`); null: it wasn't
 */
export function outcomeWords(
  { owner, delegate }: Pick<DelegationLetter, 'owner' | 'delegate'>,
  state: GrantState | null,
  day: string | null,
): string | null {
  return state === null ? null : outcomes[state](day === null ? '' : ` on ${day}`, owner.name, delegate.name)
}
