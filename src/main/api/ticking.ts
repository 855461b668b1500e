/** Told at most so often, in ms. */
const pace = 80

/** Yields every so often until the work has ended, however it ends. */
export async function* ticking(work: Promise<unknown>): AsyncGenerator<void> {
  const state = { over: false }
  const ended = work.then(
    () => {
      state.over = true
    },
    () => {
      state.over = true
    },
  )
  while (!state.over) {
    const tick = AbortSignal.timeout(pace)
    await Promise.race([ended, new Promise((resolve) => tick.addEventListener('abort', resolve, { once: true }))])
    if (!state.over) yield
  }
}
