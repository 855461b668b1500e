/** Every kind of row that travels, by its name. */
import type { SharedKind } from '../../../shared/domain/shared-change.ts'
import type { Codec } from './codec.ts'

export type { Codec, SharedRead, SharedWrite } from './codec.ts'

/** One line a kind, in the order of `sharedKinds`. */
export const codecs: Partial<Record<SharedKind, Codec>> = {}
