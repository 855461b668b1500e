/**
 * What a device may tell the others. Judged by the seat of the device that signed, whatever it says on whose behalf:
 * access.ts says who may do what at a door; here the same is held against computers that were given other doors.
 */
import type { Authority, Standing } from './authority.ts'
import { homeOf, notHome, notYours, onlyAdmins, ownsAccount, wasHome } from './fact-rules.ts'
import type { Change, SharedKind } from './shared-change.ts'
import type { Place } from './shared-order.ts'

type Fields = Readonly<Record<string, unknown>>

/** What a change is judged by. Public ids throughout. */
export interface Scene {
  authority: Authority
  chunk: Place
  standing: Standing
  workspace: string
  /** Fields of a row as it is folded so far; all that the writer knew is in it. */
  look(kind: SharedKind, id: string): Fields | undefined
  /** The device was ever authorised to send a part of that account's mail. */
  heldShare(account: string, device: string): boolean
}

/** May somebody of that seat engage contacts from the account? */
function mayUse({ authority, chunk, workspace }: Scene, seat: string, account: string): boolean {
  if (ownsAccount(authority, chunk, account, seat) || ownsAccount(authority, chunk, account, null)) return true
  const field = 'policy.send_for_each_other'
  if (authority.holds(chunk, { kind: 'workspace', id: workspace, field }, (value) => value === true)) return true
  const owner = authority.view(chunk, 'account', account, 'seat')?.value
  return authority
    .ids('grant')
    .some(
      (id) =>
        authority.said('grant', id, 'owner')[0]?.value === owner &&
        authority.said('grant', id, 'delegate')[0]?.value === seat &&
        authority.holds(chunk, { kind: 'grant', id, field: 'state' }, (value) => value === 'active'),
    )
}

type Rule = (scene: Scene, change: Change, before: Fields | undefined) => string | null

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const admins: Rule = ({ standing }) => (standing.admin ? null : onlyAdmins)
const anybody: Rule = () => null

/** Erasing somebody can't be taken back, on any computer: an admin does, or whoever wrote them down alone. */
const contact: Rule = ({ standing }, { gone }, before) =>
  !gone || standing.admin || before?.['~by'] === standing.seat ? null : 'Only an admin may erase a contact.'

const alias: Rule = (scene, { set = {} }, before) => {
  const account = text((before ?? set).account)
  return scene.standing.admin || ownsAccount(scene.authority, scene.chunk, account, scene.standing.seat)
    ? null
    : notYours
}

const share: Rule = ({ authority, chunk, standing }, { set = {}, gone }, before) => {
  const about = before ?? set
  if (homeOf(authority, chunk, text(about.account)) === standing.device) return null
  const gives = before?.forDevice === standing.device && !gone
  const back = Object.entries(set).every(([field, value]) => field === 'state' && value === 'released')
  return gives && back ? null : notHome
}

const mailboxRequest: Rule = ({ standing }, { set = {}, gone }, before) => {
  if (standing.admin) return null
  const about = before ?? set
  if (gone || (about.askedBy !== standing.seat && about.seat !== standing.seat)) return notYours
  if (!before) return set.state === 'requested' && !set.permitsRole && !set.permitsMore ? null : onlyAdmins
  const own = set.state === 'withdrawn' || (set.state === 'configured' && before.state === 'approved')
  const decides = ['permitsRole', 'permitsMore', 'seat', 'decidedBy'].some(
    (field) => field in set && field !== 'decidedBy',
  )
  return (set.state === undefined || own) && !decides ? null : onlyAdmins
}

const limitRequest: Rule = ({ standing }, { set = {} }, before) =>
  standing.admin || (!before && set.seat === standing.seat && set.state === 'pending') ? null : onlyAdmins

const suppression: Rule = ({ standing }, { set = {}, gone }, before) => {
  if (standing.admin || !before) return null
  if (!gone && !(set.source === 'hand' && before.source !== 'hand')) return null
  // what somebody asked for is not put aside by whoever would write again
  const own = gone && before.source === 'hand' && before['~by'] === standing.seat
  return own ? null : 'Only an admin may take that off the list of whom nobody writes to.'
}

const version: Rule = ({ look }, { set = {}, gone }, before) => {
  if (gone || before) return 'A version of a sequence never changes.'
  return look('sequence', text(set.sequence)) ? null : 'Its sequence is not known.'
}

const engagement: Rule = ({ standing, look }, { set = {}, gone }, before) => {
  if (!before) return set.seat === standing.seat && !gone ? null : notYours
  if (standing.admin || before.seat === standing.seat) return null
  const moves = Object.keys(set).every((field) => field === 'version')
  const same = look('sequence_version', text(set.version))?.sequence === before.sequence
  return moves && same && !gone ? null : notYours
}

const enrollment: Rule = (scene, { set = {}, gone }, before) => {
  const { authority, chunk, standing, look } = scene
  const about: Fields = before ?? set
  const engaged = text(look('engagement', text(about.engagement))?.seat)
  if (engaged === '') return 'Its engagement is not known.'
  const account = text(set.account ?? about.account)
  const senderDevice = set.senderDevice
  if (text(senderDevice) !== '' && !(senderDevice === standing.device && scene.heldShare(account, standing.device)))
    return notHome
  const mine = engaged === standing.seat
  if (!before && !mine) return notYours
  const usable = mayUse(scene, standing.seat, account) || (before !== undefined && mayUse(scene, engaged, account))
  if (!before || set.account !== undefined) return usable ? null : 'They may not send from that mailbox.'
  if (gone) return standing.admin || mine ? null : notYours
  const home = homeOf(authority, chunk, text(before.account)) === standing.device
  const holder = before.senderDevice === standing.device
  return standing.admin || mine || home || holder || mayUse(scene, standing.seat, text(before.account))
    ? null
    : notYours
}

const send: Rule = (scene, { set = {}, gone }, before) => {
  if (gone) return 'What left stays written down.'
  const { authority, standing } = scene
  const account = text(set.account ?? before?.account)
  const epoch = Number(set.epoch ?? before?.epoch ?? 1)
  return wasHome(authority, account, standing.device, epoch) || scene.heldShare(account, standing.device)
    ? null
    : notHome
}

const incoming: Rule = (scene, { set = {} }, before) => {
  const { authority, chunk, standing } = scene
  const account = (before ?? set).account
  if ((account ?? null) === null || wasHome(authority, text(account), standing.device)) return null
  const may = standing.admin || mayUse(scene, standing.seat, text(account))
  return before && may
    ? null
    : before
      ? notYours
      : ownsAccount(authority, chunk, text(account), standing.seat)
        ? null
        : notHome
}

const rules: Partial<Record<SharedKind, Rule>> = {
  group: admins,
  domain: admins,
  alias,
  share,
  mailbox_request: mailboxRequest,
  limit_request: limitRequest,
  contact,
  suppression,
  sequence: anybody,
  sequence_version: version,
  engagement,
  enrollment,
  send,
  incoming,
}

/** A row begins whole: who may say a part of it can't make one of it. */
const begins: Partial<Record<SharedKind, string>> = {
  group: 'name',
  domain: 'name',
  alias: 'account',
  share: 'account',
  mailbox_request: 'address',
  limit_request: 'seat',
  contact: 'address',
  suppression: 'value',
  sequence: 'name',
  sequence_version: 'steps',
  engagement: 'seat',
  enrollment: 'engagement',
  send: 'account',
  incoming: 'messageKey',
}

/**
 * Why a device may not say this, in words; null = it may. Of kinds that are no facts (`isFactKind`).
 *
 * @param before fields of the row so far; undefined: nothing counts of it yet
 */
export function changeFault(scene: Scene, change: Change, before: Fields | undefined): string | null {
  const rule = rules[change.kind]
  if (!rule) throw new Error(`changeFault: ${change.kind} is judged with the facts`)
  const first = begins[change.kind]
  if (!before && !(change.gone && !change.set) && first && !(first in (change.set ?? {})))
    return 'What it changes was never told.'
  return rule(scene, change, before)
}
