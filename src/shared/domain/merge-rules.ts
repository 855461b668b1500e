/**
 * What a device may tell the others. Judged by the seat of the device that signed, whatever it says on whose behalf:
 * access.ts says who may do what at a door; here the same is held against computers that were given other doors.
 */
import type { Authority, Standing } from './authority-shape.ts'
import { notHome, notYours, onlyAdmins, speaks } from './fact-rules.ts'
import { wasApproved, wasAsked } from './shared-asking.ts'
import { type Change, canonical, type SharedKind } from './shared-change.ts'
import { began, isFixed } from './shared-fold.ts'
import { accountAt } from './shared-moves.ts'
import type { Place } from './shared-order.ts'
import { homeOf, isOne, ownsAccount, sendsFor, wasHome } from './whose-mailbox.ts'

type Fields = Readonly<Record<string, unknown>>

/** What a change is judged by. Public ids throughout. */
export interface Scene {
  authority: Authority
  chunk: Place
  standing: Standing
  workspace: string
  /** Fields of a row as it is folded so far; all that the writer knew is in it. */
  look(kind: SharedKind, id: string): Fields | undefined
  /** The device was ever authorised to send a part of that account's mail, under any of its names. */
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
        isOne(authority, authority.said('grant', id, 'owner')[0]?.value, owner) &&
        isOne(authority, authority.said('grant', id, 'delegate')[0]?.value, seat) &&
        authority.holds(chunk, { kind: 'grant', id, field: 'state' }, (value) => value === 'active'),
    )
}

type Rule = (scene: Scene, change: Change, before: Fields | undefined) => string | null

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const admins: Rule = ({ standing }) => (standing.admin ? null : onlyAdmins)
const anybody: Rule = () => null

/** It was begun on computers of that seat alone. Who changed it since makes no difference. */
const beganAlone = ({ authority, standing }: Scene, before: Fields | undefined): boolean => {
  const devices = Object.keys((before?.[began] ?? {}) as object)
  const seatOf = (device: string) => authority.said('device', device, 'seat')[0]?.value
  return devices.length > 0 && devices.every((device) => isOne(authority, seatOf(device), standing.seat))
}

/** Erasing somebody can't be taken back, on any computer: an admin does, or whoever wrote them down alone. */
const contact: Rule = (scene, { gone }, before) =>
  !gone || scene.standing.admin || beganAlone(scene, before) ? null : 'Only an admin may erase a contact.'

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

const mailboxRequest: Rule = ({ authority, chunk, standing }, { set = {}, gone }, before) => {
  if (standing.admin) return null
  const about = before ?? set
  const isTheirs = [about.askedBy, about.seat].some((seat) => isOne(authority, seat, standing.seat))
  if (gone || !isTheirs) return notYours
  if (!before) return set.state === 'requested' && !set.permitsRole && !set.permitsMore ? null : onlyAdmins
  const own = set.state === 'withdrawn' || (set.state === 'configured' && wasApproved(before, chunk))
  // what was approved is what was asked for, and stays it
  const decides = ['permitsRole', 'permitsMore', 'seat', 'askedBy', 'address'].some((field) => field in set)
  return (set.state === undefined || own) && !decides ? null : onlyAdmins
}

const limitRequest: Rule = ({ authority, standing }, { set = {} }, before) =>
  standing.admin || (!before && isOne(authority, set.seat, standing.seat) && set.state === 'pending')
    ? null
    : onlyAdmins

/**
 * Anybody puts on; that somebody asked for it from outside is not talked away, and the fold sees to that. Off it by hand goes only what
 * was put on by hand, as whoever takes it off knew: or which of two words beside each other came in first would count.
 */
const suppression: Rule = (scene, { gone }, before) => {
  if (scene.standing.admin || !before || !gone) return null
  const own = !wasAsked(before, scene.chunk) && beganAlone(scene, before)
  return own ? null : 'Only an admin may take that off the list of whom nobody writes to.'
}

/** Everybody's may be written by everybody, as sequences are; one's own by oneself. */
const snippet: Rule = ({ authority, chunk, standing }, { set = {} }, before) => {
  const may = (seat: unknown) => (seat ?? null) === null || speaks(authority, chunk, standing, seat)
  return (before === undefined || may(before.seat)) && (!('seat' in set) || may(set.seat)) ? null : notYours
}

/** Nobody's words are put into another's mouth. An admin may take a note away; whoever merges its contact takes it along. */
const contactNote: Rule = ({ authority, chunk, standing, look }, { set = {}, gone }, before) => {
  if (speaks(authority, chunk, standing, (before ?? set).seat)) return null
  if (!before) return notYours
  if (gone && !Object.keys(set).length) return standing.admin ? null : notYours
  const moves = Object.keys(set).every((field) => field === 'contact')
  return moves && !gone && typeof look('contact', text(before.contact))?.mergedInto === 'string' ? null : notYours
}

const version: Rule = ({ look }, { set = {}, gone }, before) => {
  if (gone || before) return 'A version of a sequence never changes.'
  return look('sequence', text(set.sequence)) ? null : 'Its sequence is not known.'
}

const engagement: Rule = ({ authority, chunk, standing, look }, { set = {}, gone }, before) => {
  if (!before) return speaks(authority, chunk, standing, set.seat) && !gone ? null : notYours
  if (standing.admin || isOne(authority, before.seat, standing.seat)) return null
  const moves = Object.keys(set).every((field) => field === 'version')
  const same = look('sequence_version', text(set.version))?.sequence === before.sequence
  return moves && same && !gone ? null : notYours
}

const enrollment: Rule = (scene, { set = {}, gone }, before) => {
  const { authority, chunk, standing, look } = scene
  const about: Fields = before ?? set
  const engaged = text(look('engagement', text(about.engagement))?.seat)
  if (engaged === '') return 'Its engagement is not known.'
  // not what others said meanwhile, or it would be judged by which file came first
  const from = text(before ? accountAt(before, chunk) : undefined)
  const account = text(set.account ?? (before ? from : about.account))
  const senderDevice = set.senderDevice
  if (text(senderDevice) !== '' && !(senderDevice === standing.device && scene.heldShare(account, standing.device)))
    return notHome
  const isSender = sendsFor(authority, chunk, standing, { account: from || account, by: before?.senderDevice })
  // only whoever sends an email holds it back, and lets it go again
  if (!isSender && Object.keys(set).some((field) => field.startsWith('holds.'))) return notHome
  const mine = speaks(authority, chunk, standing, engaged)
  if (!before && !mine) return notYours
  if (before) {
    const part = isSender || mayUse(scene, standing.seat, from)
    if (!standing.admin && !mine && (gone || !part)) return notYours
    if (set.account === undefined) return null
  }
  const usable = mayUse(scene, engaged, account) || (before !== undefined && mayUse(scene, standing.seat, account))
  return usable ? null : 'They may not send from that mailbox.'
}

/** Could somebody of that seat ever have engaged contacts from the account? What left then left, whatever ended since. */
function couldUse({ authority, workspace }: Scene, seat: string, account: string): boolean {
  const owners = authority.said('account', account, 'seat').map(({ value }) => authority.person(value ?? null))
  const isOwner = (each: unknown): boolean => owners.includes(authority.person(each))
  if (owners.length === 0 || isOwner(null) || isOwner(seat)) return true
  if (authority.said('workspace', workspace, 'policy.send_for_each_other').some(({ value }) => value === true))
    return true
  const has = (id: string, field: string, test: (value: unknown) => boolean) =>
    authority.said('grant', id, field).some(({ value }) => test(value))
  return authority
    .ids('grant')
    .some((id) => has(id, 'delegate', (value) => isOne(authority, value, seat)) && has(id, 'owner', isOwner))
}

/**
 * That an email left, or was refused for good, is believed also of whoever could have taken the mailbox over: their computer may have
 * done so, and been put back to before it told anybody.
 */
const mayHaveTakenOver = ({ authority, chunk, standing }: Scene, account: string, state: unknown): boolean =>
  (state === 'sent' || state === 'refused') && (standing.admin || ownsAccount(authority, chunk, account, standing.seat))

/** The step is one that a person does by hand, by the sequence as it was told. */
function isTask({ look }: Scene, about: Fields): boolean {
  const enrollment = look('enrollment', text(about.enrollment))
  const version = look('engagement', text(enrollment?.engagement))?.version
  const steps = look('sequence_version', text(version))?.steps
  const step = Array.isArray(steps) ? (steps[Number(about.step) - 1] as Fields | undefined) : undefined
  return step?.kind === 'task'
}

/** What a person does by hand is told from whatever computer they sit at: theirs who engaged the contact, or may send from there. */
function maySettleTask(scene: Scene, account: string, about: Fields): boolean {
  const { authority, chunk, standing, look } = scene
  if (about.kind !== 'task' || !isTask(scene, about)) return false
  const engaged = look('engagement', text(look('enrollment', text(about.enrollment))?.engagement))?.seat
  return standing.admin || speaks(authority, chunk, standing, engaged) || mayUse(scene, standing.seat, account)
}

/** Whoever sends for an account tells what became of its mail: not of mail that never was to leave from it. */
const send: Rule = (scene, { set = {}, gone }, before) => {
  if (gone) return 'What left stays written down.'
  const { authority, standing, look } = scene
  const account = text(set.account ?? before?.account)
  // what was taken up bears its epoch from the second on; what never was can be withdrawn in any
  const isTakenUp = typeof (set.claimedAt ?? before?.claimedAt) === 'number'
  const epoch = set.epoch ?? before?.epoch ?? (isTakenUp ? 1 : undefined)
  const byPart = scene.heldShare(account, standing.device)
  const sends = byPart || wasHome(scene, account, standing.device, epoch as number | undefined)
  const byHand = maySettleTask(scene, account, { ...before, ...set })
  if (!sends && !byHand && !mayHaveTakenOver(scene, account, set.state)) return notHome
  // that it is owed again, says whoever sends it now
  const isHome = homeOf(authority, scene.chunk, account) === standing.device
  if (set.state === 'planned' && !byHand && !byPart && !isHome) return notHome
  const enrollment = text((before ?? set).enrollment)
  if (before && text(set.enrollment ?? enrollment) !== enrollment) return notYours
  // what became of one email makes no other of it
  if (before && set.step !== undefined && set.step !== before.step) return notYours
  if (enrollment === '') return !before || wasHome(scene, text(before.account), standing.device) ? null : notYours
  const about = look('enrollment', enrollment)
  if (about?.account === account) return null
  const engaged = text(look('engagement', text(about?.engagement))?.seat)
  return engaged !== '' && couldUse(scene, engaged, account) ? null : notYours
}

const incoming: Rule = (scene, { set = {} }, before) => {
  const { authority, chunk, standing } = scene
  const account = (before ?? set).account
  if ((account ?? null) === null || wasHome(scene, text(account), standing.device)) return null
  // whoever sends a part of its mail looks for answers before
  if (scene.heldShare(text(account), standing.device)) return null
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
  contact_field: anybody,
  contact,
  contact_note: contactNote,
  suppression,
  snippet,
  sequence: anybody,
  sequence_version: version,
  engagement,
  enrollment,
  send,
  incoming,
}

/** A row begins whole: who may say a part of it can't make one of it. Nobody tells these of what others had begun. */
export const begins: Partial<Record<SharedKind, string>> = {
  group: 'name',
  domain: 'name',
  alias: 'account',
  share: 'account',
  mailbox_request: 'address',
  limit_request: 'seat',
  contact_field: 'name',
  contact: 'address',
  contact_note: 'seat',
  suppression: 'value',
  snippet: 'createdAt',
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
  const { kind, set = {}, gone } = change
  const first = begins[kind]
  // whoever takes away what was never told would have it refused when it is; an admin's word counts either way
  const begun = gone ? scene.standing.admin && !change.set : first === undefined || first in set
  if (!before && !begun) return 'What it changes was never told.'
  const turned = (field: string) =>
    before !== undefined &&
    isFixed(kind, field) &&
    // two may merge one contact into two others beside each other: whichever comes in second, the earlier word counts
    field !== 'mergedInto' &&
    field in before &&
    canonical(set[field] ?? null) !== canonical(before[field] ?? null)
  if (kind !== 'sequence_version' && Object.keys(set).some(turned)) return 'What it was first told as stays.'
  return rule(scene, change, before)
}
