import { networkInterfaces } from 'node:os'

/**
 * False when this computer is connected to nothing but itself: in a plane, or just awake with its Wi-Fi still looking.
 * True says little; whoever goes on then sees what the server says.
 */
export const hasNetwork = (): boolean =>
  Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ internal }) => !internal))
