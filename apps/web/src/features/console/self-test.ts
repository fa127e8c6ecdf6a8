import { t } from '@/language/t.ts'
import { CLOSE } from '@/server/services/console/constants.ts'
import type { Socket } from './console-ports.ts'

export type Finding = { what: string; outcome: 'good' | 'warn' | 'bad'; says: string; mend: string | null }

const ROUNDS = 5
const WAIT_MS = 10_000
/** Beyond it typing feels slow; a country is crossed in less. */
const SLOW_MS = 150

type Trip = { openMs: number; answerMs: number; code: number } | null

/**
 * Whether what is between this browser and the panel lets a console through. It asks for a console with a first
 * frame that is none, so that the panel answers, refuses and closes at once.
 */
export async function testTransport(
  openSocket: () => Socket,
  now: () => number = () => performance.now(),
): Promise<Finding[]> {
  const trips: Trip[] = []
  for (let round = 0; round < ROUNDS; round++) {
    trips.push(await tripOf(openSocket, now))
    if (trips.includes(null)) break
  }
  const whole = trips.filter((trip) => trip !== null)
  return whole.length < ROUNDS
    ? [noSocket()]
    : [
        goodSocket(),
        latencyOf(whole.map(({ answerMs }) => answerMs)),
        closingOf(whole.map(({ code }) => code)),
      ]
}

export function clipboardFinding(canUseClipboard: boolean): Finding {
  return canUseClipboard
    ? { what: t('Clipboard'), outcome: 'good', says: t('Copying works.'), mend: null }
    : {
        what: t('Clipboard'),
        outcome: 'warn',
        says: t('Without TLS the browser offers no clipboard; copying goes by a hidden selection.'),
        mend: t('Serve the panel over HTTPS.'),
      }
}

export function drawingFinding(hasGraphics: boolean): Finding {
  return {
    what: t('Drawing'),
    outcome: 'good',
    says: hasGraphics
      ? t('The graphics card draws the console.')
      : t(
          'The browser draws the console as text: no graphics card is offered to pages. Floods of output are slower.',
        ),
    mend: null,
  }
}

const goodSocket = (): Finding => ({
  what: t('Transport'),
  outcome: 'good',
  says: t('WebSockets reach the panel and its answers come back.'),
  mend: null,
})

const noSocket = (): Finding => ({
  what: t('Transport'),
  outcome: 'bad',
  says: t('A WebSocket to the panel cannot be opened, or its answer does not come.'),
  mend: t(
    'The proxy in front of the panel has to pass on the upgrade of /ws/console: HTTP/1.1 to the panel, the headers Upgrade and Connection, and the name in Host that the browser asked for.',
  ),
})

function latencyOf(answersMs: number[]): Finding {
  const median = answersMs.toSorted((a, b) => a - b)[Math.floor(answersMs.length / 2)] ?? 0
  const isSlow = median > SLOW_MS
  return {
    what: t('Latency'),
    outcome: isSlow ? 'warn' : 'good',
    says: t('A key takes {ms} ms to the panel and back (median of {count}).', {
      ms: Math.round(median),
      count: answersMs.length,
    }),
    mend: isSlow
      ? t('Look at the way between you and the panel: VPN, wireless network, or a proxy that buffers.')
      : null,
  }
}

function closingOf(codes: number[]): Finding {
  return codes.every((code) => code === CLOSE.badRequest)
    ? { what: t('Reasons'), outcome: 'good', says: t('Why a console closes arrives here.'), mend: null }
    : {
        what: t('Reasons'),
        outcome: 'warn',
        says: t(
          'Connections are cut instead of closed: a console cannot tell why it ended and tries again in vain.',
        ),
        mend: t('The proxy has to pass on the frames that close a WebSocket.'),
      }
}

function tripOf(openSocket: () => Socket, now: () => number): Promise<Trip> {
  const { promise, resolve } = Promise.withResolvers<Trip>()
  const began = now()
  let openMs = 0
  let answerMs: number | null = null
  const socket = openSocket()
  const timer = setTimeout(() => socket.close(), WAIT_MS)
  socket.onopen = () => {
    openMs = now() - began
    socket.send('{}')
  }
  socket.onmessage = () => {
    answerMs ??= now() - began - openMs
  }
  socket.onclose = ({ code }) => {
    clearTimeout(timer)
    resolve(answerMs === null ? null : { openMs, answerMs, code })
  }
  return promise
}
