/** Every kind of row that travels, by its name. */
import type { Change, SharedKind } from '../../../shared/domain/shared-change.ts'
import { fieldNameFault } from '../field-name.ts'
import { accountCodec } from './account.ts'
import type { Codec } from './codec.ts'
import { engagementCodec, enrollmentCodec } from './engaging.ts'
import { incomingCodec, sendCodec } from './mail.ts'
import { contactCodec, contactFieldCodec, contactNoteCodec, suppressionCodec } from './people.ts'
import {
  aliasCodec,
  domainCodec,
  grantCodec,
  groupCodec,
  limitRequestCodec,
  mailboxRequestCodec,
  shareCodec,
} from './sending-rights.ts'
import { deviceCodec, invitationCodec, seatCodec, workspaceCodec } from './team.ts'
import { sequenceCodec, sequenceVersionCodec, snippetCodec } from './writing.ts'

export type { Codec, SharedRead } from './codec.ts'

/** One line a kind, in the order of `sharedKinds`. */
export const codecs: Partial<Record<SharedKind, Codec>> = {
  workspace: workspaceCodec,
  seat: seatCodec,
  device: deviceCodec,
  invitation: invitationCodec,
  group: groupCodec,
  account: accountCodec,
  alias: aliasCodec,
  domain: domainCodec,
  share: shareCodec,
  mailbox_request: mailboxRequestCodec,
  limit_request: limitRequestCodec,
  grant: grantCodec,
  contact_field: contactFieldCodec,
  contact: contactCodec,
  contact_note: contactNoteCodec,
  suppression: suppressionCodec,
  snippet: snippetCodec,
  sequence: sequenceCodec,
  sequence_version: sequenceVersionCodec,
  engagement: engagementCodec,
  enrollment: enrollmentCodec,
  send: sendCodec,
  incoming: incomingCodec,
}

/** Why a change can't stand in its table, in words; null: it can. */
export const faultOf = (change: Change): string | null =>
  codecs[change.kind]?.fault(change.set ?? {}) ? 'It can not be read.' : fieldNameFault(change)
