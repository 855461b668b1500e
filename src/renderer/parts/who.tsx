/** A sender's initial in its lane's colour: position, letter and hue together, never the hue alone. 0 is "other". */
export function Who({ name, lane, large }: { name: string; lane: number; large?: boolean }) {
  return (
    <span className={`who ln-${lane} ${large ? 'l' : ''}`} aria-hidden>
      {[...name.trim()][0]?.toUpperCase() ?? '·'}
    </span>
  )
}

/** A sender's lane, 1 to 4, by its place in the workspace's fixed order of accounts; 0 beyond the fourth. */
export const laneOf = (place: number): number => (place >= 0 && place < 4 ? place + 1 : 0)

/**
 * A sender's place in the workspace's order of accounts, which gives it the same lane on every screen. The managed account
 * stands last: nobody's first own mailbox should look like a second.
 */
export function placeIn(accounts: readonly { public_id: string; type: string }[] | undefined, id: string): number {
  const ordered = [...(accounts ?? [])].sort((a, b) => Number(a.type === 'managed') - Number(b.type === 'managed'))
  return ordered.findIndex(({ public_id }) => public_id === id)
}
