import { FRAME } from '@vserver/core/console/model'
import type { ConsoleAddress } from '../agent/agent.ts'
import { isVserverError } from '../trpc/errors.ts'
import { connectSource } from './connect-source.ts'

const ONLY_NEW = 2n ** 64n - 1n

/** Ends a console for all who are at it: its program gets a hang-up. One that is gone already is as it should be. */
export async function hangUpSource(address: ConsoleAddress): Promise<void> {
  const attach = Buffer.alloc(9)
  attach.writeUInt8(FRAME.attach)
  attach.writeBigUInt64LE(ONLY_NEW, 1)
  try {
    const source = await connectSource(address)
    source.send(attach)
    source.send(Buffer.of(FRAME.hangup))
    source.close()
  } catch (error) {
    if (!isVserverError(error) || error.code !== 'NOT_FOUND') throw error
  }
}
