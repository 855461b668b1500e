/** The sender that every workspace begins with, for as long as it has no server: it delivers to the built-in sandbox. */

/** `.invalid` never resolves (RFC 2606): whoever answers sandbox mail reaches nobody. */
export const sandboxDomain = 'sandbox.cadenza.invalid'

/** What it is called, on every screen and in the terminal. */
export const sandboxName = 'Sandbox'

/** True for its address, which is made up and says nothing to anybody. */
export const isSandboxSender = (address: string): boolean => address.toLowerCase().endsWith(`@${sandboxDomain}`)

/** What a sender is called: its address, or the sandbox's name. */
export const senderText = (address: string): string => (isSandboxSender(address) ? sandboxName : address)

/** Whose initial stands for a sender: a person's name where one is known. */
export const senderName = (address: string, name: string | null): string =>
  isSandboxSender(address) ? sandboxName : (name ?? address)

/** True where somebody names it as it is shown. */
export const isSandboxName = (name: string): boolean => name.trim().toLowerCase() === sandboxName.toLowerCase()
