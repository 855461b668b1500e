/** What goes wrong in a season, by chance: servers that misbehave, and people who answer, are gone, or want no more. */
import type { Deed, MailServer, Phase } from '../work/mail-server.ts'
import { absence, bounce, complaint, letter } from '../work/returned.ts'

const deeds: Record<Phase, readonly Deed[]> = {
  connect: ['drop', '421 4.3.2 not now', '554 5.3.2 go away'],
  auth: ['454 4.7.0 Temporary authentication failure', '535 5.7.8 wrong password'],
  mail: ['421 4.3.2 closing', 'drop', '550 5.4.5 Daily user sending limit exceeded'],
  rcpt: ['450 4.2.0 busy', '451 4.3.0 later', '550 5.1.1 no such user', '554 5.7.1 policy', 'drop'],
  data: ['451 4.3.0 later', 'drop', '554 5.7.1 no'],
  dot: ['451 4.3.0 later', 'drop', 'take-drop', '554 5.7.1 spam', 'take-drop', 'drop', 'reset', 'take-reset'],
}

/** From now on it misbehaves on one occasion in two hundred. */
export function misbehave(server: MailServer, draw: () => number): void {
  server.deed = ({ phase }) => (draw() > 1 / 200 ? undefined : deeds[phase][Math.floor(draw() * deeds[phase].length)])
}

export interface CameBack {
  raw: string
  /** Nobody may write to them after this was read. */
  isLast: boolean
}

/** What comes back of an email, or nothing. */
export function cameBack(email: { from: string; to: string; messageId: string }, draw: () => number): CameBack | null {
  const { from, to, messageId } = email
  const answers = [messageId]
  const x = draw()
  if (x < 0.03) return { raw: letter({ from: to, to: from, answers }), isLast: true }
  if (x < 0.04) return { raw: absence(to, from, 'I am away until Monday.', answers), isLast: false }
  if (x < 0.055) return { raw: bounce(from, to, '5.1.1', messageId), isLast: true }
  if (x < 0.065) return { raw: bounce(from, to, '4.2.2', messageId), isLast: false }
  if (x < 0.07) return { raw: letter({ from: to, to: from, text: 'unsubscribe', answers }), isLast: true }
  if (x < 0.0703) return { raw: complaint(from, to, messageId), isLast: true }
  return null
}
