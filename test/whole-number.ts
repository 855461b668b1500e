/** What an option of a program says, as a whole number from 0. @throws Error that names the option */
export function wholeNumber(option: string, text: string): number {
  const n = Number(text)
  if (!Number.isInteger(n) || n < 0) throw new Error(`--${option} takes a whole number`)
  return n
}
