/** The words of every list. */
import { count } from './format.ts'

export const table = {
  columns: 'Columns',
  views: 'Views',
  noViews: 'No view is saved yet',
  savedViews: 'Saved views',
  removeView: (name: string) => `Remove the view ${name}`,
  viewName: 'Name of the view',
  saveAs: 'Save this view as',
  save: 'Save',
  selected: (n: number) => `${count(n)} selected`,
  widen: 'Select all that fit',
  allBut: (n: number) => (n === 0 ? 'All that fit' : `All that fit but ${count(n)}`),
  full: (most: number) => `No more than ${count(most)} can be left out: filter the list instead.`,
  clear: 'Clear the selection',
  selectAll: (label: string) => `Select all ${label.toLowerCase()} that are loaded`,
  select: (row: string) => `Select: ${row}`,
} as const
