import { useReassign } from '../../api/reassign.ts'
import { ReassignForm } from '../../parts/reassign-form.tsx'
import { say } from '../../parts/say.tsx'
import { reassign as words } from '../../words/removal.ts'
import type { Chosen } from './bulk.tsx'

/** Those chosen whose mailbox was removed go on from another. */
export function Reassign({ chosen, onClose }: { chosen: Chosen; onClose: (done: boolean) => void }) {
  const whom = 'ids' in chosen ? { contacts: chosen.ids } : { filter: chosen.filter }
  const form = useReassign(whom, (n, address) => {
    say({ title: words.did(n, address) })
    onClose(true)
  })
  return <ReassignForm {...form} onCancel={() => onClose(false)} />
}
