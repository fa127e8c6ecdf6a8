export { getDiskUse } from './disk-use.ts'
export { getGuestFiles, listGuestFiles } from './files.ts'
export { getStorage, testStorage } from './get.ts'
export { roomOf } from './room.ts'
