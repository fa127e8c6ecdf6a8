export { SAMPLE_TICK_MS } from '../samples/sampler.ts'
export { serveAgent } from '../server.ts'
export { testAgent } from './test-agent.ts'
