/** Workspace files, written and taken in. */
import { Refusal } from '../../shared/domain/failure.ts'
import { sharedSince } from '../store/exchange.ts'
import { os, type Room } from './context.ts'

function checkShared(room: Room): void {
  if (sharedSince(room.store) === null)
    throw new Refusal('state', 'This workspace is on one computer alone. Invite a second one first.')
}

export const exchangeFiles = {
  // biome-ignore lint/correctness/useYield: it refuses before it begins
  export: os.exchange.export.handler(async function* ({ context: { room } }) {
    checkShared(room)
    throw new Refusal('state', 'Nothing to write yet.')
  }),
  // biome-ignore lint/correctness/useYield: it refuses before it begins
  compare: os.exchange.compare.handler(async function* ({ context: { room } }) {
    checkShared(room)
    throw new Refusal('state', 'Nothing to read yet.')
  }),
  // biome-ignore lint/correctness/useYield: it refuses before it begins
  import: os.exchange.import.handler(async function* ({ context: { room } }) {
    checkShared(room)
    throw new Refusal('state', 'Nothing to read yet.')
  }),
}
