/**
 * How long a drawn-out test is: `npm test` runs enough of it to notice a mistake, and a soak, for which nobody waits,
 * runs it in full (`npm run test:soak` sets CADENZA_SOAK).
 */
export const size = (usual: number, soak: number): number => (process.env.CADENZA_SOAK ? soak : usual)
