/** Load averages over 1, 5 and 15 minutes. */
export type LoadAverage = readonly [number, number, number]

export const NO_LOAD: LoadAverage = [0, 0, 0]

/** Source: kernel include/linux/sched/loadavg.h, EXP_1, EXP_5 and EXP_15 are 2048 * exp(-5 s / these periods). */
const PERIODS_SECONDS = [60, 300, 900] as const

/** What is left of a load average after `seconds`, for one of the kernel's periods. */
export function decay(seconds: number, periodSeconds: number): number {
  return Math.exp(-seconds / periodSeconds)
}

/**
 * The load after `steps` steps of `stepSeconds` during which `activeTasks` were running or in uninterruptible sleep.
 * Steps are counted, not measured, so that a late timer neither stretches nor shrinks the averages.
 */
export function nextLoad(
  load: LoadAverage,
  activeTasks: number,
  { stepSeconds, steps }: { stepSeconds: number; steps: number },
): LoadAverage {
  const step = (index: 0 | 1 | 2): number => {
    const kept = decay(stepSeconds * steps, PERIODS_SECONDS[index])
    return load[index] * kept + activeTasks * (1 - kept)
  }
  return [step(0), step(1), step(2)]
}
