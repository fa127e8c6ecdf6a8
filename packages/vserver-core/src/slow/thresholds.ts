/**
 * Share of time spent waiting, or held back, from which on a step counts. A sound guest on a busy host waits a few
 * percent of the time; a tenth is where people begin to notice.
 */
export const WAITED = 0.1

/**
 * Share of a limit of speed that counts as reaching it: the kernel lets bursts through and a guest's own pauses fall
 * into the average of a step.
 */
export const AT_SPEED = 0.85

/**
 * Share of memory.max from which on waiting for memory is the limit's doing: the kernel takes back pages in batches
 * below the limit.
 */
export const NEAR_MEMORY = 0.9

/** Share of the limit of processes from which on the next few forks are refused. */
export const NEAR_PROCESSES = 0.95

/**
 * Pages read in again for programs, in a second, from which on waiting for the disk next to the memory's limit is the
 * memory's doing. The kernel counts it as pressure of memory only for pages it had found in use before.
 */
export const FAULTS_MANY = 100

/** A speed limit that drops packets slows TCP down to about half of it. Source: RFC 5681, 3.1. */
export const DROPPING_SPEED = 0.5

/** Share of the CPU that it may use from which on a guest has simply used all there is for it. */
export const ALL_CPU = 0.9

/** Less than this share of the range's time lost is no cause: everybody waits now and then. */
export const SCORE_LEAST = 0.02

/** What a refusal or a kill weighs at least, however long the range: something failed, and that is not a matter of degree. */
export const SCORE_REFUSED = 0.05

/** Share of the range that must have been measured for a verdict on it. */
export const MEASURED_LEAST = 0.5
