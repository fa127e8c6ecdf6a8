export { getHostInfo } from './info.ts'
