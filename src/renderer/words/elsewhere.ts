/** Mail that another computer of the team sends. */
export const elsewhere = {
  sentFrom: (computer: string) => `sent from ${computer}`,
  about: (time: string) => `about ${time}`,
} as const
