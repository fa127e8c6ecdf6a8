export { openConsole } from './open.ts'
