import { defaultPolicy, type Policy, policyOf } from '../../../shared/domain/policy.ts'
import type { Change, Workspace } from './draft.ts'

/** The policy in force, as the fields want it. */
export const drawPolicy = ({ policy }: Workspace): Policy => policyOf(policy)

/** Null goes back to the default, so that only what differs is kept. */
export const changeOfPolicy = (policy: Policy): Change => ({
  policy: Object.fromEntries(
    (Object.keys(defaultPolicy) as (keyof Policy)[]).map((key) => [
      key,
      policy[key] === defaultPolicy[key] ? null : policy[key],
    ]),
  ),
})
