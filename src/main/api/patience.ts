/** How long a page may look for its rows where it looks at them one by one. */
import type { Clock } from '../ports.ts'

/** ms. Whatever leaves meanwhile waits so long; a page that ends early says where the next one goes on. */
const most = 25

/** True once it has lasted too long since this was called. */
export function patience(clock: Pick<Clock, 'now'>): () => boolean {
  const until = clock.now() + most
  return () => clock.now() > until
}
