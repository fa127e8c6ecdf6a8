export { delivered } from './delivered.ts'
export { monthsOf } from './months.ts'
export { hostWentDown, nextChanges, type Observed } from './next-changes.ts'
