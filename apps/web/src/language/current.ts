import { type Catalog, type Language, parseLanguage } from './languages.ts'
import type { Sentence } from './sentence.ts'

/**
 * Whose words are meant now. In the browser it is the page's `lang`, and the catalogue came as a script before it.
 * On the server a request has a language; the server's bundle and Next's are two, so they meet at these symbols.
 */
const OF_REQUEST = Symbol.for('vserver.language')
const CATALOGS = Symbol.for('vserver.catalogs')
const SCRIPTS = Symbol.for('vserver.catalog-scripts')
const HEARD = Symbol.for('vserver.heard')

type Shared = {
  [OF_REQUEST]?: () => Language | undefined
  [CATALOGS]?: Partial<Record<Language, Catalog>>
  [SCRIPTS]?: Partial<Record<Language, string>>
  [HEARD]?: { getStore(): Heard | undefined }
}

/** Sentences by how they were said. */
export type Heard = Map<string, Sentence>

const shared = globalThis as typeof globalThis & Shared

export function currentLanguage(): Language {
  if (typeof document !== 'undefined') return parseLanguage(document.documentElement.lang) ?? 'en'
  return shared[OF_REQUEST]?.() ?? 'en'
}

/** For Intl: days and months as the language's readers write them. */
export function currentLocale(): string {
  const language = currentLanguage()
  return language === 'en' ? 'en-GB' : language
}

const NONE: Catalog = {}

export function catalogOf(language: Language): Catalog {
  return shared[CATALOGS]?.[language] ?? NONE
}

/** Where the page gets its words from; English ones are in the code. */
export function catalogScript(language: Language): string | null {
  return shared[SCRIPTS]?.[language] ?? null
}

type Languages = {
  catalogs: Partial<Record<Language, Catalog>>
  /** Paths of the scripts that bring a catalogue to the browser. */
  scripts?: Partial<Record<Language, string>>
  ofRequest: () => Language | undefined
}

/** On the server, once; tests give their own. */
export function shareLanguages({ catalogs, scripts = {}, ofRequest }: Languages): void {
  shared[CATALOGS] = catalogs
  shared[SCRIPTS] = scripts
  shared[OF_REQUEST] = ofRequest
}

/** Where those are kept that are said for a reader who comes later; in the browser nobody does. */
export function heardNow(): Heard | undefined {
  return shared[HEARD]?.getStore()
}

/** On the server, which has one for both of its bundles. */
export function shareHeard<Store extends { getStore(): Heard | undefined }>(make: () => Store): Store {
  shared[HEARD] ??= make()
  return shared[HEARD] as Store
}
