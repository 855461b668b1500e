/**
 * How another computer joins: an admin's computer makes an invitation, the other one answers with its keys, and the
 * admin, who has compared the words of those keys, admits it. Both travel as a link, as a file, or in an email: whatever
 * way they take, they are signed, and each works once.
 */
import type { Role } from './access.ts'
import type { WindowBlock } from './plan-shape.ts'

/** The device everything else is traced back to: that of whoever shared the workspace first. */
export interface Root {
  device: string
  signingKey: string
  /** Public id. */
  seat: string
}

/** What an invitation says. Signed by the device that invites. */
export interface InvitationBody {
  format: 1
  what: 'invitation'
  id: string
  /** Private part of the invitation's own key: the computer that joins proves with it that it was invited. */
  secret: string
  /** `key` is that of Message-IDs; its times and rules come along, so that they hold from the first minute. */
  workspace: {
    id: string
    name: string
    key: string
    zone: string
    windows: WindowBlock[]
    holidays: string | null
    daysOff: string[]
    policy: Record<string, unknown>
  }
  root: Root
  seat: { id: string; name: string; address: string; role: Role }
  inviter: { device: string; deviceName: string; signingKey: string; sealingKey: string; name: string; address: string }
  createdAt: number
  expiresAt: number
}

/** What the computer that joins answers. Signed with the invitation's key, and with its own. */
export interface AnswerBody {
  format: 1
  what: 'answer'
  invitation: string
  workspace: string
  device: { id: string; name: string; signingKey: string; sealingKey: string }
  at: number
}

export const travelFormat = 1

/** Words of links and of the frames of files: `cadenza://join#…`, `-----BEGIN CADENZA INVITATION-----`. */
export const travels = {
  invitation: { link: 'join', frame: 'CADENZA INVITATION', name: 'an invitation', file: 'cadenza-invitation' },
  answer: { link: 'admit', frame: 'CADENZA ANSWER', name: "a computer's answer", file: 'cadenza-answer' },
} as const
export type Travel = keyof typeof travels

const columns = 64

/** What is pasted into the address bar, a chat or an email. */
export const linkOf = (travel: Travel, payload: string): string => `cadenza://${travels[travel].link}#${payload}`

/** The same as the text of a file. */
export function fileOf(travel: Travel, payload: string): string {
  const lines = payload.match(new RegExp(`.{1,${columns}}`, 'g')) ?? []
  const { frame } = travels[travel]
  return `-----BEGIN ${frame}-----\n${lines.join('\n')}\n-----END ${frame}-----\n`
}

/**
 * Finds what is meant in whatever a person pasted: the link, the file's text, or an email around either.
 *
 * @returns null where there is none; `cut` where its end is missing
 */
export function findTravel(text: string): { travel: Travel; payload: string } | 'cut' | null {
  for (const travel of Object.keys(travels) as Travel[]) {
    const { link, frame } = travels[travel]
    const framed = new RegExp(`-----BEGIN ${frame}-----([\\s>\\w-]*?)-----END ${frame}-----`).exec(text)
    if (framed) return { travel, payload: (framed[1] ?? '').replace(/[\s>]+/g, '') }
    const linked = new RegExp(`cadenza://${link}/?#([\\w-]+)`, 'i').exec(text)
    if (linked) return { travel, payload: linked[1] ?? '' }
    if (text.includes(`-----BEGIN ${frame}-----`)) return 'cut'
  }
  return null
}

/** Why an invitation or an answer isn't taken. Programs read the name, people the sentence. */
export type JoinTrouble =
  | 'unreadable'
  | 'incomplete'
  | 'other_kind'
  | 'newer_version'
  | 'altered'
  | 'expired'
  | 'used'
  | 'withdrawn'
  | 'unknown'
  | 'other_workspace'
  | 'already_joined'
  | 'several_seats'
  | 'seat_locked'
  | 'other_words'

export interface InvitationStanding {
  state: 'open' | 'used' | 'withdrawn'
  /** Public id of the device that joined with it. */
  usedBy: string | null
  expiresAt: number
}

/** Open ones run out by themselves. */
export const invitationState = (row: InvitationStanding, now: number): 'open' | 'expired' | 'used' | 'withdrawn' =>
  row.state === 'open' && now >= row.expiresAt ? 'expired' : row.state

/** Why the computer that answered can't be admitted; null: it can. `known`: devices of this workspace by public id and key. */
export function answerTrouble(
  answer: Pick<AnswerBody, 'workspace' | 'device'>,
  here: { workspace: string; isKnown: boolean; invitation: InvitationStanding | undefined; seatLocked: boolean },
  now: number,
): JoinTrouble | null {
  if (answer.workspace !== here.workspace) return 'other_workspace'
  if (here.isKnown) return 'already_joined'
  if (!here.invitation) return 'unknown'
  const state = invitationState(here.invitation, now)
  if (state !== 'open') return state
  return here.seatLocked ? 'seat_locked' : null
}

/** Why this computer can't join; null: it can. */
export function joinTrouble(
  invitation: { expiresAt: number; workspace: { id: string }; seat: { id: string } },
  here: { workspace: string; standing: 'alone' | 'waiting' | 'member' | 'revoked'; seats: number; seat: string },
  now: number,
): JoinTrouble | null {
  const isSame = invitation.workspace.id === here.workspace
  if (here.standing === 'member' || here.standing === 'revoked') return isSame ? 'already_joined' : 'other_workspace'
  if (now >= invitation.expiresAt) return 'expired'
  // a copy of a computer of that team joins as another one of the same person's
  const isCopy = isSame && invitation.seat.id === here.seat
  return here.seats > 1 && !isCopy ? 'several_seats' : null
}
