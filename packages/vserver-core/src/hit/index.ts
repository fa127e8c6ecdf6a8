export { fullAt } from './full-disk.ts'
export { hitsAtLevel, type Levels } from './hits-at-level.ts'
export { gravest, hitsBetween } from './hits-between.ts'
export { LIMIT_OF_RESOURCE, limitOf } from './limit-of.ts'
