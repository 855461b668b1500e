/** What every way of choosing senders comes to. */
import type { SenderTrouble } from '../../../shared/domain/exclusion.ts'
import type { AccountRow, AliasRow } from '../../store/accounts.ts'
import type { AudienceRow } from '../../store/audience.ts'
import type { GroupRow } from '../../store/groups.ts'

/** A sender chosen by name; `against` says why it may not be used, null = it may. */
export interface Chosen {
  account: AccountRow
  /** The address of it that writes; null: its own. */
  alias: AliasRow | null
  weight: number | null
  against: string | null
}

export interface Sending {
  /** In the order chosen; empty where the contacts' owners decide. */
  chosen: Chosen[]
  /** Why nobody can write to this contact; null = somebody can. */
  trouble: (contact: AudienceRow) => SenderTrouble
  /**
   * One account a contact, in the order of the list, or why its sender may not be used. Happens once, and then sticks
   * for all steps.
   */
  assign: (contacts: AudienceRow[], seed: number) => (AccountRow | string)[]
  /** True when nothing of it can leave this computer. */
  sandbox: boolean
  /** The delivery group it was chosen by; its accounts stand in for each other until a contact was reached. */
  group: GroupRow | null
  /** Why nothing of it leaves for now; null = it does. */
  waits: string | null
}

/** Whoever is chosen without a group. */
export const plain = { group: null, waits: null } satisfies Partial<Sending>
