/** Words of messages in a form in which they can be compared. */

/** Lower case, compatibility forms unified, accents off, odd spaces and apostrophes plain. Line ends stay. */
export function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[\u2000-\u200f\u2028-\u202f\u205f\u2060\ufeff\u00a0\u00ad]/g, ' ')
    .replace(/[\u2018\u2019\u201b\u02bc`\u00b4]/g, "'")
    .toLowerCase()
}

/** A list written as "one | two | three", made plain. */
export const words = (text: string): readonly string[] => text.split('|').map((word) => plain(word.trim()))
