/** What the door says about invitations and answers, and the email that carries one. */

import { type FailureCode, Refusal } from '../../shared/domain/failure.ts'
import type { InvitationBody, JoinTrouble } from '../../shared/domain/invitation.ts'
import type { BroughtAlong } from '../store/joining.ts'

interface Named {
  /** "invitation" or "answer" */
  what: 'invitation' | 'answer'
  /** When it ran out, in words. */
  until?: string
  /** Which computer used it. */
  by?: string | null
  /** Name of the workspace that this computer belongs to. */
  workspace?: string
  seat?: string
  /** How many seats there are here. */
  seats?: number
  /** Which of the six words differ, from 1. */
  differ?: readonly number[]
}

const other = { invitation: 'answer', answer: 'invitation' } as const
const codes: Partial<Record<JoinTrouble, FailureCode>> = {
  unreadable: 'bad_request',
  incomplete: 'bad_request',
  other_kind: 'bad_request',
  altered: 'bad_request',
  other_words: 'conflict',
  other_workspace: 'conflict',
}

const sentences: Record<JoinTrouble, (n: Named) => string> = {
  unreadable: ({ what }) => `There is no ${what} in this text. Paste the whole link, file or email.`,
  incomplete: ({ what }) => `A part of this ${what} is missing. Copy it again, as a whole.`,
  other_kind: ({ what }) =>
    what === 'invitation'
      ? 'This is the answer of a computer that wants to join. An admin opens it under Settings › Team.'
      : 'This is an invitation, not an answer. Open it on the computer that is to join.',
  newer_version: ({ what }) => `This ${what} was made by a newer version. Update Cadenza on this computer.`,
  altered: ({ what }) =>
    `This ${what} was altered on its way, so nothing of it counts. Ask for a new one, on another way if you can.`,
  expired: ({ until }) => `This invitation could be used until ${until}. Ask an admin for a new one.`,
  used: ({ by }) =>
    `This invitation was used already${by ? `, by ${by}` : ''}. Each is for one computer: make a new one.`,
  withdrawn: () => 'This invitation was withdrawn. Make a new one if the computer may join after all.',
  unknown: () =>
    'This computer doesn’t know the invitation that this answers. Was it made on another one? Then open it there, or take in its workspace file first.',
  other_workspace: ({ what, workspace }) =>
    what === 'answer'
      ? `This answer is for another workspace than "${workspace}".`
      : `This computer belongs to the team of "${workspace}" already, and a computer belongs to one team. Use another data folder for another team.`,
  already_joined: ({ what, by }) =>
    what === 'answer' ? `${by ?? 'This computer'} is in the team already.` : 'This computer is in this team already.',
  several_seats: ({ seats }) =>
    `This workspace has ${seats} people of its own, and only one can come along. Join from a computer of one person.`,
  seat_locked: ({ seat }) => `The seat of ${seat} is locked. Unlock it first.`,
  other_words: ({ differ = [] }) =>
    `${differ.length === 1 ? `Word ${differ[0]} is` : `Words ${differ.join(', ')} are`} not the same. If they were read correctly, somebody else's computer answered: don't admit it, withdraw the invitation.`,
}

/** Programs find the name of the trouble in `data.trouble`. */
export const joinRefusal = (trouble: JoinTrouble, named: Named): Refusal =>
  new Refusal(codes[trouble] ?? 'state', sentences[trouble](named), {
    trouble,
    ...(trouble === 'other_kind' ? { is: other[named.what] } : {}),
  })

const counted = (n: number, one: string, many: string) => `${n.toLocaleString('en')} ${n === 1 ? one : many}`
const listed = (entries: readonly (readonly [number, string, string])[]) =>
  entries.filter(([n]) => n > 0).map(([n, one, many]) => counted(n, one, many))

/** What of this computer comes along. */
export const comesAlong = (b: BroughtAlong): string[] =>
  listed([
    [b.contacts, 'contact', 'contacts'],
    [b.sequences, 'sequence', 'sequences'],
    [b.underWay, 'contact under way', 'contacts under way'],
    [
      b.mailboxes,
      'mailbox, which goes on sending from this computer',
      'mailboxes, which go on sending from this computer',
    ],
    [b.suppressions, 'line of the suppression list', 'lines of the suppression list'],
  ])

/** What changes on this computer. */
export function changesHere(
  b: BroughtAlong,
  body: InvitationBody,
  before: { name: string; address: string },
): string[] {
  const { seat, workspace } = body
  const isMember = seat.role === 'member'
  const same = before.address.toLowerCase() === seat.address.toLowerCase()
  const gone = listed([
    [b.groups, 'delivery group', 'delivery groups'],
    [b.domains, 'domain', 'domains'],
  ])
  return [
    ...(same
      ? []
      : [`You are ${seat.name} (${seat.address}) here from then on, no longer ${before.name} (${before.address}).`]),
    isMember ? 'You are a member: limits, times and rules are set by the admins.' : 'You are an admin of the team.',
    `Sending times, days off and rules of "${workspace.name}" replace those of this computer.`,
    ...(b.teamMailboxes > 0 && isMember
      ? [
          `${counted(b.teamMailboxes, 'mailbox that belonged to nobody becomes', 'mailboxes that belonged to nobody become')} yours.`,
        ]
      : []),
    ...(gone.length > 0 && isMember
      ? [`${gone.join(' and ')} of this computer: only admins have those, so they end.`]
      : []),
    ...(b.keys > 0 ? [`${counted(b.keys, 'API key stays', 'API keys stay')} on this computer alone.`] : []),
    'Your contacts, sequences and what became of your emails are seen by the whole team. Passwords stay on this computer, unless you let another one send for a mailbox.',
    'It can’t be undone on this computer. A copy of its present state is kept in the folder "backups".',
  ]
}

/** The email that carries an invitation: readable by whoever has never heard of it. */
export function invitationEmail(body: InvitationBody, link: string, until: string) {
  const { seat, inviter, workspace } = body
  return {
    to: seat.address,
    subject: `${inviter.name} invites you to ${workspace.name} in Cadenza`,
    body: `Hello ${seat.name},

with this link your computer joins the workspace "${workspace.name}" in Cadenza:

${link}

Open it on the computer that you want to send from, with Cadenza installed. If your mail program doesn't open it, copy
it into Cadenza under Settings › Team › Join a team. It can be used once, until ${until}.

Cadenza then shows six words of my computer. Ask me for them on the telephone, and join only if they are the same.

At the end it gives you an answer. Send that back to me (${inviter.address}), and I admit your computer.
Don't forward this email: whoever has the link can ask to join in your name.

${inviter.name}
`,
  }
}
