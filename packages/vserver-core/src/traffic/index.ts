export { countTraffic } from './count.ts'
