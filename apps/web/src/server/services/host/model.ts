import type { HostInfo } from '@vserver/core/host/model'

export type HostView = {
  id: string
  name: string
  reachable: boolean
  /** Why it is not reachable, in one sentence. */
  message: string | null
  info: HostInfo | null
}
