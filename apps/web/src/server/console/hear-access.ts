import { type Listener, listenTo } from '@vserver/db/listen'
import type { Logger } from '../logger.ts'
import type { AccessNews } from './open-consoles.ts'

/** The channel and its KIND:ID are those of the function notify_access in the migrations. */
const CHANNEL = 'access'
const KINDS = ['session', 'token', 'user', 'account', 'guest', 'console'] as const

type Options = { url: string; logger: Logger; hear(news: AccessNews): void }

/** Tells of every change of a right in the database, whichever process made it. */
export function hearAccess({ url, logger, hear }: Options): Listener {
  return listenTo(url, CHANNEL, {
    onNotice: (payload) => hear(parseNews(payload)),
    onBegin: () => hear('all'),
    onError: (error) => logger.error('access.listen', {}, error),
  })
}

function parseNews(payload: string): AccessNews {
  const [word = '', id = ''] = payload.split(':', 2)
  const kind = KINDS.find((one) => one === word)
  return kind && id ? { kind, id } : 'all'
}
