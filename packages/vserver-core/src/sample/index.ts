export { batchOf, samplesOf } from './batch.ts'
export {
  type GuestCounters,
  type HostCounters,
  type IoCounters,
  NOTHING_COUNTED,
  type PressureCounters,
} from './counters.ts'
export { nextHostSample } from './next-host-sample.ts'
export { type Measured, nextSample, SAMPLE_IDLE_STEP_SECONDS, SAMPLE_STEP_SECONDS } from './next-sample.ts'
