/**
 * How long a drawn-out test is: `npm test` runs enough of it to notice a mistake, a soak (`npm run test:soak`, which sets
 * CADENZA_SOAK) runs it in full, over days and machines that nobody waits for.
 */
export const size = (usual: number, soak: number): number => (process.env.CADENZA_SOAK ? soak : usual)
