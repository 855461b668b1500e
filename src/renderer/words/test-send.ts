/** The words of sending a step to oneself. */
export const testSend = {
  send: 'Send me a test',
  notSent: 'No test was sent.',
  underWay: (to: string) => `On its way to ${to}…`,
  waits: (why: string) => `It waits, and leaves as soon as it can. ${why.replace(/\.$/, '')}.`,
  sent: (to: string, from: string, time: string) => `Sent to ${to} from ${from} at ${time}.`,
  inSandbox: 'Sent: nothing left this computer.',
  refused: (to: string) => `The test to ${to} was not taken.`,
  unsure: (to: string) => `It is not certain whether the test arrived at ${to}. Look in your mailbox.`,
  outbox: 'In the Outbox',
  sandbox: 'In the Sandbox',
}
