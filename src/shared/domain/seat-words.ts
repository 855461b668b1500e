/** What locking a seat does, wherever it is asked about. */
export const lockSeatWords =
  'API keys of this seat stop working at once, and no new ones are made for it. Its computers are out of the team. Mail that is planned from its mailboxes goes on; pause the mailboxes to hold it.'
