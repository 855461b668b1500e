// Lets a built program meet an error that nobody caught, at a moment of the test's choosing: node --import THIS PROGRAM
if ((await import('node:worker_threads')).isMainThread) {
  process.on('SIGUSR2', () => {
    setImmediate(() => {
      throw new TypeError('nobody expected password=canary-of-a-crash')
    })
  })
  process.on('SIGWINCH', () => void Promise.reject(new Error('a promise that nobody kept, password=canary-of-a-crash')))
}
