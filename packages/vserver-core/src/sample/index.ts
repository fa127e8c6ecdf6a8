export { nextSample, SAMPLE_STEP_SECONDS } from './next-sample.ts'
