import { VserverError } from '@vserver/core/errors'
import WebSocket from 'ws'
import { t } from '@/language/t.ts'

const CONNECT_MS = 5000

/** The host's end of a console, paused, so that nothing is lost before it is heard. */
export function connectSource(address: string): Promise<WebSocket> {
  const { promise, resolve, reject } = Promise.withResolvers<WebSocket>()
  const source = new WebSocket(address, {
    handshakeTimeout: CONNECT_MS,
    perMessageDeflate: false,
    generateMask: noMask,
  })
  source.once('open', () => {
    source.pause()
    resolve(source)
  })
  source.once('unexpected-response', (_request, response) => {
    source.terminate()
    reject(response.statusCode === 404 ? consoleGone() : hostGone(`status ${response.statusCode}`))
  })
  source.on('error', (error) => reject(hostGone(error)))
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

/**
 * Masking is there for proxies between a page and its server (RFC 6455, 10.3); to the agent there is a socket of
 * this machine and no page. A mask of zeros, which the buffer is filled with, changes nothing and costs nothing.
 */
function noMask(mask: Buffer): void {
  mask.fill(0)
}
