import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import path from 'node:path'
import type { Duplex } from 'node:stream'
import { type Env, handToNext } from '../src/server/env.ts'

export type NextApp = {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>
}
type Options = { directory: string; isBundle: boolean; env: Env }

/** Next as a library; in the standalone folder with the configuration it was built with. */
export async function openNext({ directory, isBundle, env }: Options): Promise<NextApp> {
  const conf = isBundle ? readBuiltConfig(directory) : undefined
  if (conf) handToNext(conf)
  process.chdir(directory)
  const next = createRequire(path.join(directory, 'package.json'))('next')
  const app = next({
    dev: !isBundle,
    dir: directory,
    hostname: env.LISTEN_HOST,
    port: env.PORT,
    ...(conf ? { conf } : {}),
  })
  await app.prepare()
  return { handle: app.getRequestHandler(), upgrade: app.getUpgradeHandler() }
}

function readBuiltConfig(directory: string): object {
  const file = path.join(directory, '.next/required-server-files.json')
  return JSON.parse(readFileSync(file, 'utf8')).config
}
