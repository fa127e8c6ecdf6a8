import { Firewall, type FirewallHits } from '@vserver/core/firewall/model'
import { z } from 'zod'

export const SetFirewallRequest = z.object({ firewall: Firewall })

export type FirewallView = {
  firewall: Firewall
  /** What each rule has met since the host was started; null for a guest that has none. */
  hits: FirewallHits | null
}

/** A firewall to begin with; forwarded ports are kept when it is taken. */
export type FirewallPreset = { id: string; firewall: Firewall }
