import { request } from 'node:http'
import { CONSOLE_UPGRADE } from '@vserver/core/console/model'
import { VserverError } from '@vserver/core/errors'
import { t } from '@/language/t.ts'
import type { ConsoleAddress } from '../agent/agent.ts'
import { ConsoleLink } from './link.ts'

const CONNECT_MS = 5000

/** The host's end of a console, paused, so that nothing is lost before it is heard. */
export function connectSource({ socketPath, path }: ConsoleAddress): Promise<ConsoleLink> {
  const { promise, resolve, reject } = Promise.withResolvers<ConsoleLink>()
  const headers = { connection: 'Upgrade', upgrade: CONSOLE_UPGRADE }
  const asked = request({ socketPath, path, headers, timeout: CONNECT_MS })
  asked.once('upgrade', (_response, socket, head) => resolve(new ConsoleLink(socket, head)))
  asked.once('response', (response) => {
    asked.destroy()
    reject(response.statusCode === 404 ? consoleGone() : hostGone(`status ${response.statusCode}`))
  })
  asked.once('timeout', () => asked.destroy(new Error('The agent did not answer in time.')))
  asked.on('error', (error) => reject(hostGone(error)))
  asked.end()
  return promise
}

function consoleGone(): VserverError {
  return new VserverError('NOT_FOUND', 'The console has ended.', {
    hint: t('It has ended; open a new console.'),
  })
}

function hostGone(cause: unknown): VserverError {
  return new VserverError('HOST_UNREACHABLE', 'The host does not answer.', {
    hint: t('The host does not answer; the guest keeps running. Try again in a moment.'),
    cause,
  })
}
