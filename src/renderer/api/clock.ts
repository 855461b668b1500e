/** Milliseconds since this page was opened: for spans only. What time it is, the engine says. */
export const sinceOpened = (): number => performance.now()
