import { createHash } from 'node:crypto'
import { ShareName } from '@vserver/core/context/model'

const TAG_LENGTH = 8

/** Areas of one host share one list of names; two customers may both have an area "data". */
export function toHostShare(customerId: string, area: string): ShareName {
  return ShareName.parse(`${area}-${tagOf(customerId)}`)
}

/** One that was made on the host itself keeps its name. */
export function fromHostShare(customerId: string, share: string): string {
  const end = `-${tagOf(customerId)}`
  return share.endsWith(end) ? share.slice(0, -end.length) : share
}

function tagOf(customerId: string): string {
  return createHash('sha256').update(customerId).digest('hex').slice(0, TAG_LENGTH)
}
