export { claimShares } from './claim.ts'
export { deleteShare } from './delete.ts'
export { listShares } from './list.ts'
export { requireOwnAreas } from './require-own.ts'
