/** What there is to choose from when somebody is about to schedule a sequence, and who of a list would be written to. */
import { addressKey } from '../../../shared/domain/address.ts'
import { Refusal } from '../../../shared/domain/failure.ts'
import { firstOpenSlot } from '../../../shared/domain/plan-agenda.ts'
import { formatIso } from '../../../shared/domain/time-text.ts'
import { windowsText } from '../../../shared/domain/window.ts'
import { accountRows } from '../../store/accounts.ts'
import { hasMoreContacts } from '../../store/audience.ts'
import { type Sizes, sizesOf } from '../../store/audience-groups.ts'
import { contactCount } from '../../store/contacts.ts'
import type { Reader } from '../../store/open.ts'
import { workspaceRow } from '../../store/workspace.ts'
import { apart } from '../apart.ts'
import { type Asker, os } from '../context.ts'
import { defaultAccount } from '../may-send.ts'
import { calendarOf } from '../preview-input.ts'
import { audienceOf } from './audience.ts'
import { shownSender } from './calendar.ts'
import { groupChoices } from './group.ts'
import { isMuch } from './much.ts'
import { accountOfOwner } from './senders.ts'
import { sequenceOf } from './who.ts'

/** Tags named at most, and owners. */
const mostNamed = 200
/** Fewer contacts than this are counted here: sooner done than sent to a worker. */
const many = 20_000

function shownOwners(reader: Reader, asker: Asker, sizes: Sizes['owners']) {
  const accounts = accountRows(reader)
  return sizes.map(({ owner, contacts }) => {
    const found = accountOfOwner(reader, asker, accounts, addressKey(owner ?? ''))
    if (found !== null && 'publicId' in found) return { owner, contacts, address: found.address, objection: null }
    const unknown = owner === null ? 'These contacts name no owner.' : `${owner} is no seat of this workspace.`
    return { owner, contacts, address: null, objection: found?.code === 'no_sender' ? found.message : unknown }
  })
}

function usual(reader: Reader, asker: Asker): string | null {
  try {
    return defaultAccount(reader, asker).publicId
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}

export const options = os.schedule.options.handler(async ({ input, context: { room, asker } }) => {
  const { store, heavy } = room
  const sequence = sequenceOf(store, input.sequence)
  const workspace = workspaceRow(store)
  const { zone } = workspace
  const elsewhere = heavy?.sizes && hasMoreContacts(store, many) && heavy.sizes(mostNamed)
  const sizes = await apart(room, 'counting tags and owners', elsewhere, () => sizesOf(store, mostNamed))
  const now = room.ports.clock.now()
  const next = firstOpenSlot(calendarOf(workspace), zone, now)
  return {
    sequence: {
      public_id: sequence.publicId,
      name: sequence.name,
      steps: sequence.steps.length,
      paused: sequence.paused === 1,
    },
    zone,
    windows: windowsText(workspace.windows),
    holidays: workspace.holidays,
    now: formatIso(now, zone),
    next_open: next === null ? null : formatIso(next, zone),
    contacts: contactCount(store),
    tags: sizes.tags,
    accounts: accountRows(store).map((account) => shownSender(store, asker, account, now)),
    groups: groupChoices(store, asker),
    default_account: usual(store, asker),
    owners: shownOwners(store, asker, sizes.owners),
  }
})

/** Whoever is named may be everybody: that is looked at elsewhere. */
export const audience = os.schedule.audience.handler(async ({ input, context: { room, asker } }) => {
  const now = room.ports.clock.now()
  const { heavy } = room
  const elsewhere = heavy?.audience && isMuch(room, input.contacts) && heavy.audience(input, asker, now)
  return apart(room, 'looking at an audience', elsewhere, () => audienceOf(room.store, asker, input, now))
})
