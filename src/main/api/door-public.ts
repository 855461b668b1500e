/** What a visitor from outside can do here: follow a signed link, opt out with a signed token, and see that somebody is there. */

import { publicIdBytes, publicIdFrom } from '../../shared/domain/ids.ts'
import { programWhy } from '../../shared/domain/link-visit.ts'
import { policyOf } from '../../shared/domain/policy.ts'
import { checkAnswer, type LinkKeys, linkKeys, readClick, readOptOut } from '../mail/link-token.ts'
import { keepClick, visitedSend } from '../store/clicks.ts'
import { endByClick } from '../store/engagement-ends.ts'
import { optOut } from '../store/incoming-effects.ts'
import { linkSecrets } from '../store/joining.ts'
import { sendByPublicId } from '../store/sends.ts'
import { workspaceRow } from '../store/workspace.ts'
import type { Room } from './context.ts'

export interface Visit {
  method: string
  /** User-Agent; '' where there is none. */
  agent: string
  isPrefetch: boolean
}

export interface PublicDoor {
  /** Where a link leads; null where it was not signed here. Keeping who followed it never stands in the way. */
  follow(token: string, visit: Visit): string | null
  /** True where the token was signed here, whether or not anything is known of it any more. */
  isOptOut(token: string): boolean
  /** Opts out, at once and in all sequences. False where the token was not signed here. */
  optOut(token: string, how: 'one_click' | 'page', visit: Visit): boolean
  /** What proves to a check through the public name that it is this workspace that answers. */
  check(nonce: string): string
}

const longestAgent = 300
/** A database of an older day doesn't know whom it was to: a person has to find that out. */
const unknown =
  'somebody opted out by an email that is not in this database; look for its X-Cadenza-Send-Id in the Sent folder'
/** User agents are anybody's text: one line, and no more than helps to tell what it was. */
const agentOf = ({ agent }: Visit): string => agent.replace(/\p{Cc}+/gu, ' ').slice(0, longestAgent)

export function publicDoor(room: Room): PublicDoor {
  const { store, ports, changes } = room
  /** Those of this workspace, then those of the ones it was before it joined a team: what left then is still answered. */
  const keys = () => linkSecrets(store).map(linkKeys)
  const read = <T>(by: (keys: LinkKeys, token: string) => T | null, token: string): T | null =>
    keys().reduce<T | null>((found, each) => found ?? by(each, token), null)
  const keep = (send: string, target: string, visit: Visit) => {
    const found = visitedSend(store, send)
    if (!found || found.sandbox) return
    const now = ports.clock.now()
    const { filter_clicks: isOn, click_grace_seconds: seconds } = policyOf(workspaceRow(store).policy)
    const age = found.leftAt === null ? null : now - found.leftAt
    const why = programWhy({ ...visit, age }, { isOn, seconds })
    // nobody who follows a link waits for the disk
    void ports.clock
      .working(
        store.writeSoon((tx) => {
          keepClick(tx, { sendId: found.id, target, why, agent: agentOf(visit), at: now })
          return why === null && found.enrollmentId !== null && endByClick(tx, found.enrollmentId, now)
        }),
      )
      .then((ended) => changes.tell('clicks', ...(ended ? (['enrollments', 'sends'] as const) : [])), notKept)
  }
  const notKept = (error: unknown) => ports.log.warn('a followed link could not be kept', { error: String(error) })
  return {
    follow(token, visit) {
      const link = read(readClick, token)
      if (!link) return null
      try {
        keep(link.send, link.target, visit)
      } catch (error) {
        notKept(error)
      }
      return link.target
    },
    isOptOut: (token) => read(readOptOut, token) !== null,
    optOut(token, how, visit) {
      const asked = read(readOptOut, token)
      if (!asked) return false
      const now = ports.clock.now()
      const newId = () => publicIdFrom(ports.dice.bytes(publicIdBytes))
      const again = store.write((tx) => {
        const send = visitedSend(tx, asked.send)
        // what was only tried out has reached nobody, and must not take a real person off the list
        if (!send || send.sandbox) {
          if (!sendByPublicId(tx, asked.send)) ports.log.warn(unknown, { send: asked.send })
          return true
        }
        const { id: sendId, address, enrollmentId, contactId } = send
        const evidence = [
          {
            rule: how === 'one_click' ? 'One-click opt-out, RFC 8058' : 'Button on the opt-out page',
            found: agentOf(visit),
          },
        ]
        return optOut(tx, { address, sendId, enrollmentId, contactId, at: now, how, evidence }, { now, newId }).again
      })
      if (!again) changes.tell('incoming', 'sends', 'enrollments', 'contacts')
      return true
    },
    check: (nonce) => checkAnswer(linkKeys(workspaceRow(store).messageKey), nonce),
  }
}
