import { useState } from 'react'

/**
 * What was there last, once it is gone. A dialog that says what is open shows this: emptied with closing, it would
 * shrink and change its title while it fades.
 */
export function useLasting<T>(present: T | null): T | null {
  const [last, setLast] = useState(present)
  if (present !== null && present !== last) setLast(present)
  return present ?? last
}
