/** What handing over, taking over and authorising lead to, in words. */
import { presentHome, standingOf } from '../../shared/domain/home.ts'
import type { Here } from '../../shared/domain/sender.ts'
import { leaseMargin, ownPart } from '../../shared/domain/share.ts'
import { DAY } from '../../shared/domain/time.ts'
import { lacksPassword, plannedOf } from '../store/accounts.ts'
import { computerName, hereOf } from '../store/homes.ts'
import { sharedSince } from '../store/sharing.ts'
import { found } from './accounts-found.ts'
import { os } from './context.ts'

const emails = (n: number) => (n === 1 ? '1 planned email' : `${n} planned emails`)
const days = (ms: number) => {
  const n = Math.max(0, Math.ceil(ms / DAY))
  return n === 1 ? '1 day' : `${n} days`
}
const percent = (part: number) => `${part / 10} %`

interface Facts {
  here: Here
  address: string
  home: string
  /** The computer it is about. */
  other: string
  device: string | undefined
  share: number
  /** It is in no team: what happens here is heard of nowhere else. */
  isAlone: boolean
  /** Emails planned through it. */
  waiting: number
  /** Its password is not here. */
  isLocked: boolean
  now: number
}

type Told = { ask: string; words: string[] }
type Deed = 'release' | 'acquire' | 'take_over' | 'authorise' | 'withdraw_authorisation'

const told: Record<Deed, (f: Facts) => Told> = {
  release: ({ address, other, waiting }) => ({
    ask: `Hand ${address} to ${other}?`,
    words: [
      `Nothing leaves from ${address} from now on, until ${other} has heard of it and somebody takes it up there.`,
      `Its ${emails(waiting)} ${waiting === 1 ? 'stays planned and leaves' : 'stay planned and leave'} from ${other}.`,
      'Its password does not go with it: it is entered on the other computer.',
      'It can not be called back from here, only taken over.',
    ],
  }),
  acquire: ({ address, waiting, isLocked }) => ({
    ask: `Send from ${address} on this computer?`,
    words: [
      `Its ${emails(waiting)} ${waiting === 1 ? 'leaves' : 'leave'} from this computer from now on.`,
      ...(isLocked ? ['Its password is not on this computer: enter it afterwards, or nothing leaves.'] : []),
    ],
  }),
  take_over: ({ address, home, waiting, isAlone }) => ({
    ask: `Take ${address} over from ${home}?`,
    words: [
      `Do this only if ${home} is lost or can't be reached: else let it hand the mailbox over.`,
      isAlone
        ? `Close Cadenza on ${home} first. It must not send from ${address} any more, and never hears of this from here: two computers would send the same mail.`
        : `Close Cadenza on ${home} first, and wherever somebody has taken the mailbox over or is about to take it up. Before it is opened again, take in a workspace file from here on it (cadenza workspace import FILE): else two computers send the same mail.`,
      `Its ${emails(waiting)} ${waiting === 1 ? 'waits' : 'wait'} until it is known which have left already: Cadenza looks in the Sent folder, and you decide about the rest.`,
      ...(isAlone
        ? []
        : [
            'If there are further computers in the team, a tenth of its limits is left for ten days: they may have been authorised to send from it.',
          ]),
      'Consider changing its password, if the other computer is lost.',
    ],
  }),
  authorise: ({ address, other, share, here, now }) => ({
    ask: `Let ${other} send ${percent(share)} of the mail of ${address}?`,
    words: [
      `Its password goes to ${other}, sealed so that no other computer can read it.`,
      `This computer keeps ${percent(Math.max(0, ownPart(here, now) - share))} of its limits, from now on.`,
      `${other} sends for contacts that are engaged there. Copies go into the Sent folder of ${address}.`,
      'That holds for seven days after each exchange of workspace files.',
    ],
  }),
  withdraw_authorisation: ({ address, other, device, here, now }) => {
    const held = here.shares.find((one) => one.device === device && one.state === 'granted')
    const goesOn = days((held?.leaseUntil ?? now) - now)
    const back = days((held?.leaseUntil ?? now) + leaseMargin + here.window - now)
    return {
      ask: `Take back what ${other} may send from ${address}?`,
      words: [
        `${other} goes on sending until it has heard of it, for ${goesOn} at most. Its part of the limits comes back when it says that it has stopped, else in ${back}.`,
        'What it has planned leaves from this computer as soon as it says so, and otherwise waits for you to look whether it has left.',
        'It knows the password. Change it at the mail server, if you do not trust that computer any more.',
      ],
    }
  },
}

export const consequence = os.homes.consequence.handler(({ input, context: { room } }) =>
  room.store.read(() => {
    const { store, ports } = room
    const account = found(store, input.public_id)
    const { id, address } = account
    const here = hereOf(store, id)
    if (!here) throw new Error('consequence: the account is gone')
    const isReleased = standingOf(here.where, here.device) === 'released'
    return told[input.deed]({
      here,
      address,
      // whoever handed it over and wants it back has the other end to close
      home: computerName(store, isReleased ? (here.where.handing?.to ?? '') : presentHome(here.where.homes).device),
      other: input.device ? computerName(store, input.device) : 'the other computer',
      device: input.device,
      share: input.share ?? 0,
      isAlone: sharedSince(store) === null,
      waiting: plannedOf(store, id),
      isLocked: lacksPassword(account),
      now: ports.clock.now(),
    })
  }),
)
