const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** Null for a date that no calendar has. */
function dayOf(year: number, month: number, day: number): string | null {
  const found = new Date(Date.UTC(year, month - 1, day))
  const isReal = found.getUTCMonth() === month - 1 && found.getUTCDate() === day && year >= 1900 && year <= 9999
  return isReal ? found.toISOString().slice(0, 10) : null
}

/**
 * A typed day as "2026-11-14": `2026-11-14`, `14 Nov 2026`, `14.11.2026` or `14/11/2026`. The day always stands before the
 * month, whatever this computer's language: read the other way round, an email would leave months off.
 */
export function typedDay(text: string): string | null {
  const said = text.trim().toLowerCase()
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(said)
  if (iso) return dayOf(Number(iso[1]), Number(iso[2]), Number(iso[3]))
  const numbers = /^(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{4})$/.exec(said)
  if (numbers) return dayOf(Number(numbers[3]), Number(numbers[2]), Number(numbers[1]))
  const named = /^(\d{1,2})\.?\s+([a-z]{3})[a-z]*\.?,?\s+(\d{4})$/.exec(said)
  return named ? dayOf(Number(named[3]), months.indexOf(named[2] ?? '') + 1, Number(named[1])) : null
}
