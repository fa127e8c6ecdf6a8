/** What the guest may send before the screen has shown it; the server is silent beyond. */
export const CREDIT_BYTES = 128 * 1024

/** Returned in portions, so that a flood of small writes is not a flood of frames. */
const PORTION_BYTES = 16 * 1024

/** Counts what the screen has taken and hands it back to the sender. */
export function creditReturner(give: (bytes: number) => void): (takenBytes: number) => void {
  let owed = 0
  return (takenBytes) => {
    owed += takenBytes
    if (owed < PORTION_BYTES) return
    give(owed)
    owed = 0
  }
}
