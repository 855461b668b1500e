// What npm run bench measures, and the rows of docs/performance.md that it prints (test/house/published.test.ts holds one to the other).
/** Row of the table by how it begins; what is called with which sizes; which figure is compared with which goal. */
export const benches = {
  plan: {
    call: 'benchPlan',
    sizes: ({ sends, runs }) => [sends, runs],
    rows: [{ begins: '| `plan()` of', figure: 'ratio', most: 0.5 }],
  },
  import: {
    call: 'benchImport',
    sizes: ({ rows, runs }) => [rows, runs],
    rows: [
      { begins: '| CSV import of', figure: 'ratio', least: 0.7 },
      { begins: '| CSV import beside', figure: 'ratioBeside', least: 0.7 },
    ],
  },
  exchange: {
    call: 'benchExchange',
    sizes: ({ rows }) => [rows],
    rows: [{ begins: '| a workspace file taken in', figure: 'ratio', most: 5 }],
  },
  dispatch: {
    call: 'benchDispatch',
    sizes: ({ messages, connections, runs }) => [messages, connections, runs],
    rows: [
      { begins: '| dispatch, durable', figure: 'ratio', least: 0.9 },
      { begins: '| dispatch | `smtp-source`', figure: 'toSmtpSource' },
      { begins: '| dispatch | BullMQ', figure: 'toBullmq', least: 1 },
    ],
  },
  // Its hosts are programs of their own, and it needs PostgreSQL's programs.
  hosts: {
    call: 'benchHosts',
    source: true,
    sizes: ({ mails, queued }) => [mails, queued],
    rows: [
      { begins: '| two sender hosts', figure: 'two', least: 1.8 },
      { begins: '| four sender hosts', figure: 'four', least: 3.4 },
      { begins: '| one sender host in a hurry', figure: 'toEngine' },
      { begins: '| what a host asks', figure: 'longQueue', most: 10 },
    ],
  },
  lists: {
    call: 'benchLists',
    sizes: ({ rows }) => [rows],
    rows: [
      { begins: '| every list', figure: 'deepPage', most: 2 },
      { begins: '| an exact count', figure: 'count', most: 3 },
      { begins: '| a report', figure: 'report', most: 1 },
    ],
  },
  bulk: {
    call: 'benchBulk',
    sizes: ({ rows }) => [rows],
    rows: [
      { begins: '| a tag on all', figure: 'tag', most: 2 },
      { begins: '| another owner', figure: 'owner', most: 2 },
      { begins: '| taking back a change', figure: 'undo', most: 3 },
      { begins: '| taking back an import', figure: 'undoImport', most: 2 },
      { begins: '| looking for duplicates', figure: 'duplicates', most: 3 },
      { begins: '| everybody as CSV', figure: 'csv', most: 5 },
      { begins: '| as many as a spreadsheet', figure: 'xlsx' },
      { begins: '| all of these, the thread', figure: 'longestStop', most: 50, unit: 'ms' },
    ],
  },
  growth: {
    call: 'benchGrowth',
    sizes: ({ rows, write }) => [rows, write],
    rows: [
      { begins: '| how `plan()` grows', figure: 'plan', most: 1.1, unit: '' },
      { begins: '| how an import grows', figure: 'import', most: 1.15, unit: '' },
      { begins: '| how a page far down grows', figure: 'deepPage', most: 0.2, unit: '' },
      { begins: '| what-if', figure: 'whatIfRatio', most: 0.5 },
    ],
  },
  lateness: {
    call: 'benchLateness',
    sizes: ({ due }) => [due],
    rows: [{ begins: '| lateness', figure: 'p99', most: 1000, unit: 'ms' }],
  },
  idle: {
    call: 'benchIdle',
    sizes: () => [],
    rows: [
      { begins: '| idle in the tray', figure: 'timersASecond', most: 1, unit: 'a second' },
      { begins: '| idle for a simulated month', figure: 'growth', most: 1.1 },
    ],
  },
  // The built program in a browser: nothing of it is bundled for this. Its workspace is made once and kept beside the packages.
  screens: {
    call: 'benchScreens',
    source: true,
    sizes: ({ rows, contacts, loads, seconds }) => [rows, contacts, loads, seconds],
    rows: [
      { begins: '| first paint', figure: 'firstPaint', most: 1000, unit: 'ms' },
      { begins: '| interactive', figure: 'interactive', most: 2000, unit: 'ms' },
      { begins: '| scripts of the first screen', figure: 'js', most: 400, unit: 'KB' },
      { begins: '| a list thrown, the page', figure: 'longestWork', most: 32, unit: 'ms' },
      { begins: '| a list thrown, frames', figure: 'frameRatio', most: 1.3 },
      { begins: '| a list by hand', figure: 'handWork', most: 32, unit: 'ms' },
      { begins: '| lists of 1,000,000 contacts', figure: 'deepPage', most: 2 },
      { begins: '| a slider, from its key', figure: 'sliderFrames', most: 3, unit: 'frames' },
      { begins: '| a slider, the page meanwhile', figure: 'sliderWork', most: 16, unit: 'ms' },
    ],
  },
}

/** What each is measured with where nothing else is asked for. */
export const full = {
  sends: 1_000_000,
  rows: 1_000_000,
  contacts: 100_000,
  messages: 3000,
  connections: 4,
  mails: 400,
  due: 1000,
  queued: 1_000_000,
  runs: 3,
  loads: 5,
  seconds: 6,
}
