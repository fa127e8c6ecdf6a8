import type { Panel } from '../context.ts'
import { type Gateway, type GatewayOptions, listenSsh } from './gateway.ts'

type Listen = Pick<GatewayOptions, 'host' | 'port'>

/** A port that somebody else has is no reason to keep the panel down: it goes on without its gateway and says so. */
export async function openGateway(
  panel: Panel,
  listen: Listen | null | undefined,
  privateKey: GatewayOptions['privateKey'],
): Promise<Gateway | null> {
  if (!listen) return null
  try {
    return await listenSsh({ panel, ...listen, privateKey })
  } catch (error) {
    panel.logger.error('ssh.off', { ...listen }, error)
    panel.ssh = null
    return null
  }
}
