/** What becomes of a claim that others hear before or after the word of whom it takes something from. */
import { expect } from 'vitest'
import type { Chunk } from '../../src/shared/domain/shared-change.ts'
import { type Device, settleAll, type Team, take } from './devices.ts'

/** Each of the others takes the claim and what the owner told, in that order; the owner hears the claim, and all tell each other all. */
export function hear(
  { owner, others, claim, told, when }: { owner: Device; others: Device[]; claim: Chunk; told: Chunk[]; when: string },
  clock: Team['clock'],
): void {
  for (const device of others)
    for (const chunk of when === 'before' ? [claim, ...told] : [...told, claim])
      expect(take(device, [chunk], clock.now)).toMatchObject([{ state: 'applied' }])
  take(owner, [claim], clock.now)
  // as each team is written down: the founder first
  const [founder, ...rest] = others
  settleAll({ devices: [founder, owner, ...rest] as Device[], clock })
}
