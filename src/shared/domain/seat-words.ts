/** What locking a seat does, wherever it is asked about. */
export const lockSeatWords =
  'API keys of this seat stop working at once, and no new ones are made for it. Its computers are out of the team: take over the mailboxes that they send from. What is planned from its other mailboxes goes on; pause them to hold it.'
