/** Where a message's link leads, and whether a person may be taken there. */
export interface LetterLink {
  /** As the browser would understand it: a name that only looks like another one is spelt out (xn--…). */
  address: string
  /** Only a website, and none that is signed in to by its address: what stands before the @ is there to deceive. */
  opens: boolean
}

/** @param href of a link, as it stands in the message */
export function letterLink(href: string): LetterLink {
  if (!URL.canParse(href)) return { address: href, opens: false }
  const { href: address, protocol, hostname, username, password } = new URL(href)
  const isWeb = protocol === 'https:' || protocol === 'http:'
  return { address, opens: isWeb && hostname !== '' && username === '' && password === '' }
}
