import type { ShareName } from '../context/model.ts'
import { VserverError } from '../errors.ts'

/** The same for an area of somebody else: that it exists is not told. */
export function noSuchShare(name: ShareName): VserverError {
  return new VserverError('NOT_FOUND', `There is no shared area ${name}.`, {
    subject: name,
    hint: 'Choose another name.',
  })
}
