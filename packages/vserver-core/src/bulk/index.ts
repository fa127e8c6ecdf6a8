export { askBulkPermit } from './ask.ts'
export { listBulkPermits } from './list.ts'
export { withdrawBulkPermit } from './withdraw.ts'
