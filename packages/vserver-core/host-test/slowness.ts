/**
 * How much slower than real hardware this machine is: an emulated processor is 5 to 55 times slower. Deadlines
 * of tests grow with it; what they assert does not.
 */
export const SLOWNESS = Number(process.env.VSERVER_TEST_SLOWNESS ?? '1')

/** A deadline in milliseconds on this machine. */
export function patient(deadlineMs: number): number {
  return deadlineMs * SLOWNESS
}
