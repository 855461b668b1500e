import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { scratchInMemory } from './test/scratch.ts'

scratchInMemory()

const long =
  /\/test\/(?:kill|e2e|house)\/|\/test\/(?:cli\/engage|work\/(?:filing|worker|answers|engage-apart|inbox-real))\./

/** What takes longest comes first, and no core waits for it in the end: a fresh checkout knows no times, only sizes. */
class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isLong = ({ moduleId }: TestSpecification) => long.test(moduleId.replaceAll('\\', '/'))
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))]
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/work/worker-program.ts'],
    environment: 'node',
    sequence: { sequencer: LongFirst },
    pool: 'forks',
    // One more than the cores of the smallest machine: many tests wait for a server, a process or a silence meanwhile.
    maxWorkers: 3,
    // The program is loaded once a process, not once a file, which was most of a file's time. What it keeps outside its
    // objects are caches of zones and holidays; nothing is mocked, and a test that changes the environment puts it back.
    isolate: false,
    // Once more where a machine was too busy for a moment, as in the browser; the report says so.
    retry: process.env.CI ? 1 : 0,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
