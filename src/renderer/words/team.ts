/** The words of the accounts of all seats. */
import { many } from './format.ts'

export const team = {
  label: 'Which mailboxes',
  tabs: { yours: 'Mailboxes', team: 'All accounts' },
  lead: (n: number) => `${many(n, 'account')} of the workspace, whoever they belong to.`,
  leadOwn: 'Your accounts and the whole team’s. An admin sees everybody’s.',
  table: 'Accounts',
  search: 'Search accounts',
  columns: { account: 'Account', owner: 'Owner', type: 'Type', status: 'Status', used: 'Used', group: 'Group' },
  types: { managed: 'Managed', smtp: 'SMTP', gmail: 'Gmail', outlook: 'Microsoft' },
  of: (limit: string, window: string) => `of ${limit}, ${window.toLowerCase()}`,
  unlimited: 'no limit',
  wholeTeam: 'Whole team',
  workspace: 'Workspace',
  locked: 'locked',
  seat: 'Owner',
  everybody: 'Every owner',
  status: 'Status',
  anyStatus: 'Every status',
  states: { active: 'Active', paused: 'Paused', pending: 'Pending', inactive: 'Inactive', error: 'Error' },
  row: (address: string, state: string) => `${address}, ${state}`,
  none: 'No account fits.',
  noneMore: 'Choose another owner or status.',
  clear: 'Show all accounts',
} as const
