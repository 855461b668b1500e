/** The built-in inbox: a real mail server on this computer whose mail goes into the database and nowhere else. */
import { publicIdBytes, publicIdFrom } from '../../../shared/domain/ids.ts'
import type { Changes } from '../../changes.ts'
import { type Sandbox, startSandbox } from '../../mail/sandbox.ts'
import type { Ports } from '../../ports.ts'
import type { Store } from '../../store/open.ts'
import { keepArrived } from '../../store/sandbox.ts'

/** A message is answered 250 only when it is on disk: what the sandbox has taken it can show. */
export function startSandboxInbox(store: Store, ports: Ports, changes: Changes): Promise<Sandbox> {
  return startSandbox({
    clock: ports.clock,
    keep: async (mail) => {
      store.write((tx) => keepArrived(tx, publicIdFrom(ports.dice.bytes(publicIdBytes)), mail))
      changes.tell('sandbox')
    },
  })
}
