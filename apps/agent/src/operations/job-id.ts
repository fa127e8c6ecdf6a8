import { FilesJobId } from '@vserver/core/files/model'
import type { OperationId } from '@vserver/core/operation/model'

/** A job has the id of its operation, so that the next agent finds it; of several, they are numbered. */
export function jobIdOf(operation: OperationId, number?: number): FilesJobId {
  return FilesJobId.parse(number === undefined ? operation : `${operation}-${number}`)
}
