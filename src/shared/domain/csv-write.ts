/**
 * One row of a CSV file (RFC 4180, CRLF). A cell that a spreadsheet would read as a formula gets an apostrophe before
 * it: contact data is somebody else's, and `=HYPERLINK(…)` in a name must stay a name (OWASP, "CSV injection"). One
 * that begins with apostrophes before such a sign gets another, so that reading takes off exactly the one written.
 */
export function csvRow(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

function csvCell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const harmless = /^['\s]*[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

/** A cell of a file that `csvRow` wrote, without that apostrophe. */
export const asWritten = (cell: string): string => cell.replace(/^'(?=['\s]*[=+\-@\t\r])/, '')
