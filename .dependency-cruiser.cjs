// Who may import whom. A house with floors, and stairs that only go down; docs/architecture.md explains the plan.
// TypeScript 7 has no JavaScript API, so the parser is swc. Without @swc/core dependency-cruiser finds 0 modules and is
// content: test/house/arrows.test.ts counts them.

const swc = require('@swc/core')

// dependency-cruiser asks swc for TypeScript without JSX, whatever the file is called.
const parse = swc.parseFileSync
swc.parseFileSync = (file, options) => parse(file, { ...options, tsx: file.endsWith('.tsx') })

/** A folder or file of the house, as the start of a path. */
const at = (...places) => places.map((place) => `^src/${place}`).join('|')
/** npm packages, by name. */
const npm = (...names) => names.map((name) => `^node_modules/${name}/`).join('|')

const domain = at('shared/domain/')
const contract = at('shared/contract/')
const store = at('main/store/')
const mail = at('main/mail/')
const file = at('main/file/')
const queue = at('main/queue/')
const ports = at('main/ports\\.ts$')
/** What hosts start. */
const engines = at('main/(engine|heavy|sender-host)\\.ts$')
const changes = at('main/changes\\.ts$')
/** What loops of work have in common. */
const rounds = at('main/rounds\\.ts$')
/** Keyed hashes: what leaves as a Message-ID or a link is found again by the same in the database. */
const hmac = at('main/hmac\\.ts$')
/** Sequence files as JSON and YAML: the engine and the command line read them alike. */
const sequenceText = at('main/sequence-text\\.ts$')
/** Which days are no sending days, and which hours of the others are open. */
const daysOff = at('main/(days-off|open-days)\\.ts$')
/** Countries, their zones and phone numbers. */
const atlas = at('main/atlas\\.ts$')
/** What a preview without an engine and the engine's own do alike: read a list, make the planner's input, show a plan. */
const preview = at(
  'main/api/preview-(input|output)\\.ts$',
  'main/api/(csv-(stream|inspect|table)|xlsx-rows|sheet)\\.ts$',
)
/** What several rooms of the api do alike: find an account, show an email and which computer sends it, tell why an account is paused, let go on what was paused, ask whose word counts about the whole copy, tell what holds all mail, read a filter of contacts, tell how far it is, end a page in time, have a worker do it. */
const alike = at(
  'main/api/(accounts-found|takeover|takeover-words|accounts-erase|accounts-paused|accounts-secret|sends-view|sent-from|resume|may-brand|may-change|may-have|may-send|safety-may|held-by|device-own|devices-may|devices-shown|what-moves|withdraw|contacts-filter|ticking|patience|apart)\\.ts$',
)

/** From these files, nothing but what `may` names. Node's own modules count as a package called "node". */
function floor(name, from, may, { node = true, comment } = {}) {
  return {
    name,
    severity: 'error',
    comment: comment ?? `${from} may import only ${may}`,
    from: { path: from },
    to: node ? { pathNot: may, dependencyTypesNot: ['core'] } : { pathNot: may },
  }
}
const any = (...patterns) => patterns.join('|')

const floors = [
  floor('domain-is-pure', domain, domain, { node: false, comment: 'The domain knows nothing but itself.' }),
  floor('contract-floor', contract, any(contract, domain, npm('zod', '@orpc/contract')), { node: false }),
  floor(
    'store-floor',
    store,
    any(store, hmac, domain, npm('drizzle-orm', '(@types/)?better-sqlite3'), '^resources/public-mail\\.json$'),
  ),
  floor(
    'mail-floor',
    mail,
    any(
      mail,
      hmac,
      ports,
      domain,
      npm('nodemailer', '@types/nodemailer', 'imapflow', 'smtp-server', '@types/smtp-server', 'openid-client'),
      npm('liquidjs', 'mailparser', '@types/mailparser', 'postal-mime', 'html-to-text', '@types/html-to-text'),
      npm('zod'),
      '^resources/mail-presets\\.json$',
    ),
  ),
  floor('file-floor', file, any(file, store, domain, npm('age-encryption', 'zod'))),
  floor('queue-floor', queue, any(queue, file, domain, npm('pg', '@types/pg', 'pg-boss', 'zod'))),
  floor('ports-are-types', ports, any(ports, domain), { node: false, comment: 'Ports are types; they need nothing.' }),
  floor('changes-carry-nothing', changes, changes, { comment: 'A signal carries no data and gives no orders.' }),
  floor('hmac-floor', hmac, hmac, { comment: 'A keyed hash needs nobody.' }),
  floor('rounds-floor', rounds, any(rounds, changes, ports), {
    node: false,
    comment: 'Rounds know time and changes, and nobody who works.',
  }),
  floor('sequence-text-floor', sequenceText, any(sequenceText, domain, npm('yaml')), { node: false }),
  floor('days-off-floor', daysOff, any(daysOff, domain, npm('date-holidays')), { node: false }),
  floor('atlas-floor', atlas, any(atlas, domain, npm('libphonenumber-js', 'countries-and-timezones')), { node: false }),
  floor(
    'work-rooms',
    '^src/main/work/([^/.-]+)',
    any('^src/main/work/$1(?=[/.-])', store, mail, file, queue, ports, changes, rounds, atlas, domain),
    { comment: 'Loops hand over by leaving a row in the store; none imports another.' },
  ),
  floor(
    'api-rooms',
    '^src/main/api/(?!router\\.ts|guard\\.ts|context\\.ts)([^/.-]+)',
    any(
      '^src/main/api/$1(?=[/.-])',
      at('main/api/guard\\.ts$', 'main/api/context\\.ts$'),
      any(store, mail, file, queue, ports, changes, daysOff, sequenceText, atlas, preview, alike, contract, domain),
      npm('@orpc/server', 'papaparse', '@types/papaparse', 'date-holidays'),
      npm('pdfkit', '@types/pdfkit', 'write-excel-file', 'read-excel-file', 'ical-generator'),
      '^resources/sequences/|^package\\.json$',
    ),
    { comment: 'api/x never imports its neighbour.' },
  ),
  floor(
    'api-guard',
    at('main/api/(guard|guard-bound|guard-needs|context|open-sheet|whom)\\.ts$'),
    any(
      at('main/api/(guard|guard-bound|guard-needs|context|open-sheet|whom)\\.ts$'),
      store,
      mail,
      file,
      ports,
      changes,
      contract,
      domain,
      npm('@orpc/server'),
    ),
  ),
  floor('api-router', at('main/api/router\\.ts$'), any(at('main/api/'), contract, npm('@orpc/server'))),
  floor(
    'engine-floor',
    at('main/engine\\.ts$'),
    any(
      at(
        'main/api/router\\.ts$',
        'main/api/accounts-erase\\.ts$',
        'main/api/context\\.ts$',
        'main/work/',
        'main/store/(open|own-secrets|begin|sign-in-clients|backups|restore|asked-restore)\\.ts$',
      ),
    ) + `|${any(mail, file, ports, changes, daysOff, domain, npm('@orpc/server'))}`,
    { comment: 'The engine builds the rooms from ports; it holds no SQL and no contract.' },
  ),
  floor('sender-host-floor', at('main/sender-host\\.ts$'), any(at('main/work/sender/'), queue, file, ports, domain), {
    comment: 'A sender host has no workspace: nothing of the store.',
  }),
  floor(
    'heavy-floor',
    at('main/heavy\\.ts$'),
    any(
      at(
        'main/api/(schedule/(audience|review-found|preview|tried|engage-parts)|reports-(sequence|span|table|time)|calendar/(ics|range|trial|senders))\\.ts$',
        'main/api/(context|sheet|xlsx-rows|contacts-book|contacts-refused-book)\\.ts$',
        'main/work/planner/replan\\.ts$',
      ),
    ) +
      `|${any(at('main/store/(open|audience-groups|engagements|backups|diagnosed|contact-count|enrollment-list|enrollment-search|contact-search)\\.ts$'), daysOff, contract, domain)}`,
    { comment: 'A worker is lent single pieces of the rooms, not the rooms.' },
  ),
  {
    name: 'workers-never-migrate',
    severity: 'error',
    comment: 'Only the engine migrates: two at a time would damage the database.',
    from: { path: at('main/host/worker\\.ts$') },
    to: { path: at('main/store/(migrate|begin)\\.ts$'), reachable: true },
  },
  floor(
    'host-floor',
    at('main/host/'),
    any(
      engines,
      at('main/host/', 'main/api/(router|context|door|door-public|calendar-door)\\.ts$'),
      // `cadenza classify` needs no engine.
      at('main/mail/incoming-parse\\.ts$'),
      any(ports, contract, domain, preview, sequenceText, '^package\\.json$', '^resources/'),
      npm('@orpc/[^/]+', 'zod', 'ws', '@types/ws', 'keytar', '@github/keytar', 'commander', 'cli-table3', 'electron'),
      npm('better-sqlite3', '@types/better-sqlite3', 'electron-updater'),
    ),
  ),
  {
    name: 'lock-alone-has-sqlite',
    severity: 'error',
    comment: 'Node has no file locks; SQLite has, and the system lets go of them when a process dies.',
    from: { path: at('main/host/'), pathNot: at('main/host/lock\\.ts$') },
    to: { path: npm('better-sqlite3', '@types/better-sqlite3') },
  },
  floor('preload-floor', at('preload/'), any(at('preload/'), npm('electron')), { node: false }),
  floor(
    'renderer-floor',
    at('renderer/'),
    any(
      at('renderer/', 'shared/'),
      '^resources/samples/',
      npm('react', 'react-dom', '@types/react', '@types/react-dom'),
      npm('@orpc/[^/]+', '@tiptap/[^/]+'),
    ) +
      `|${npm('@mantine/[^/]+', '@tabler/[^/]+', '@tanstack/[^/]+', '@fontsource-variable/[^/]+', 'dompurify', 'dayjs')}`,
    { node: false },
  ),
  floor(
    'pages-keep-to-themselves',
    '^src/renderer/pages/([^/.-]+)',
    any(
      '^src/renderer/pages/$1(?=[/.-])',
      at('renderer/parts/', 'renderer/api', 'renderer/words/', 'renderer/theme', 'shared/'),
    ) + '|^node_modules/|^resources/samples/',
    { comment: 'One page a screen: what two pages need is a part.' },
  ),
]

module.exports = {
  forbidden: [
    ...floors,
    {
      name: 'upstairs-is-closed',
      severity: 'error',
      comment: 'Only hosts know the engine, only the engine knows the rooms.',
      from: { path: '^src/', pathNot: at('main/host/', 'main/engine\\.ts$') },
      to: { path: any(engines, at('main/host/')) },
    },
    {
      name: 'parts-know-no-page',
      severity: 'error',
      from: { path: at('renderer/parts/') },
      to: { path: at('renderer/pages/', 'renderer/api') },
    },
    {
      name: 'electron-in-its-place',
      severity: 'error',
      comment: 'Electron is known in host/desktop and the preload alone; everything else runs without it.',
      from: { path: '^src/', pathNot: at('main/host/desktop/', 'preload/') },
      to: { path: '^(node_modules/)?electron(/|$)' },
    },
    {
      name: 'no-electron-without-a-window',
      severity: 'error',
      comment: 'The engine, the web host and the command line run where Electron is not installed.',
      from: { path: at('main/engine\\.ts$', 'main/host/web/', 'main/host/cli/', 'main/host/http\\.ts$') },
      to: { path: '^(node_modules/)?electron(/|$)', reachable: true },
    },
    {
      name: 'renderer-reaches-no-node',
      severity: 'error',
      comment: 'Not even through three other files: the page runs in a sandbox.',
      // from here to every file that is not dead; from each for itself took most of the linter's time
      from: { path: at('renderer/main\\.tsx$') },
      to: {
        path: any(at('main/', 'preload/'), '^(node_modules/)?electron(/|$)', '^(fs|net|child_process|crypto|path|os)$'),
        reachable: true,
      },
    },
    { name: 'no-cycles', severity: 'error', from: { path: '^src/' }, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      comment: 'Used by nobody and using nothing: left over.',
      from: {
        orphan: true,
        path: '^src/',
        pathNot: ['\\.d\\.ts$', at('main/host/worker\\.ts$', 'preload/index\\.ts$')],
      },
      to: {},
    },
    { name: 'no-unresolved', severity: 'error', from: { path: '^src/' }, to: { couldNotResolve: true } },
    {
      name: 'no-unlisted-package',
      severity: 'error',
      comment: 'Import only packages that package.json names, or the next install may not bring them.',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-bundled', 'deprecated'] },
    },
    {
      name: 'no-dev-package-at-run-time',
      severity: 'error',
      comment: 'A development package may lend types, never code; Electron itself is the exception.',
      from: { path: '^src/' },
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only'],
        pathNot: ['^(node_modules/)?electron(/|$)', '^node_modules/@types/'],
      },
    },
    {
      name: 'no-dead-files',
      severity: 'error',
      comment: 'No program leads here: left over, or tested but never used.',
      from: {
        path: at('main/host/(cli/main|desktop/index|worker)\\.ts$', 'preload/index\\.ts$', 'renderer/main\\.tsx$'),
      },
      to: {
        path: '^src/',
        // schemas are read by drizzle-kit, which writes the migrations from them
        pathNot: `${at('main/host/(cli/main|desktop/index|worker)', 'preload/index', 'renderer/main', 'main/store/schema')}|\\.d\\.ts$`,
        reachable: false,
      },
    },
  ],
  options: require('./scripts/lint/cruise-options.cjs'),
}
