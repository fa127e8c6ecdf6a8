import { AsyncLocalStorage } from 'node:async_hooks'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import path from 'node:path'
import { shareLanguages } from '../src/language/current.ts'
import { type Catalog, chooseLanguage, LANGUAGES, type Language } from '../src/language/languages.ts'

const PREFIX = '/language/'
/** What hosts say is put into the reader's language by the panel; browsers need none of it. */
const OF_HOSTS = 'of-hosts'
const YEAR_SECONDS = 365 * 24 * 3600

export type Speakers = {
  /** What runs within it, pages and answers, is in the language of the request. */
  speak<Result>(request: IncomingMessage, answer: () => Result): Result
  /** True when the request was for a catalogue, which is a script so that it is there before the page is. */
  answer(url: string, response: ServerResponse): boolean
}

/** Reads the translations, a file for each room of the panel, and shares them with Next's bundle. */
export function openLanguages(directory: string): Speakers {
  const ofRequest = new AsyncLocalStorage<Language>()
  const catalogs: Partial<Record<Language, Catalog>> = {}
  const scripts: Partial<Record<Language, string>> = {}
  const bodies = new Map<string, string>()
  for (const language of LANGUAGES.filter((one) => one !== 'en')) {
    const files = readdirSync(path.join(directory, language)).filter((name) => name.endsWith('.json'))
    const forBrowser = files.filter((name) => !name.startsWith(OF_HOSTS))
    const read = (names: string[]) => readCatalog(path.join(directory, language), names)
    const body = `globalThis[Symbol.for('vserver.catalogs')]={${language}:${toScript(read(forBrowser))}}\n`
    const url = `${PREFIX}${language}-${createHash('sha256').update(body).digest('hex').slice(0, 12)}.js`
    catalogs[language] = read(files)
    scripts[language] = url
    bodies.set(url, body)
  }
  shareLanguages({ catalogs, scripts, ofRequest: () => ofRequest.getStore() })
  return {
    speak: ({ headers }, answer) => {
      const asked = { cookie: headers.cookie, acceptLanguage: headers['accept-language'] }
      return ofRequest.run(chooseLanguage(asked), answer)
    },
    answer: (url, response) => {
      const body = bodies.get(url)
      if (body === undefined) return false
      response.writeHead(200, {
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': `public, max-age=${YEAR_SECONDS}, immutable`,
        'x-content-type-options': 'nosniff',
      })
      response.end(body)
      return true
    },
  }
}

function readCatalog(directory: string, files: readonly string[]): Catalog {
  return Object.assign(
    {},
    ...files.map((name) => JSON.parse(readFileSync(path.join(directory, name), 'utf8'))),
  )
}

/** JSON is JavaScript but for what would end a script that stands in a page. */
function toScript(catalog: Catalog): string {
  return JSON.stringify(catalog).replaceAll('<', '\\u003c')
}
