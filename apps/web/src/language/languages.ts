/** The languages of the panel. Sentences are written in English, in the code; the others are in de/ and es/. */
export const LANGUAGES = ['en', 'de', 'es'] as const
export type Language = (typeof LANGUAGES)[number]

/** Each in its own words: who looks for a language need not read the present one. */
export const LANGUAGE_NAMES: Record<Language, string> = { en: 'English', de: 'Deutsch', es: 'Español' }

/** Kept like the theme: the server renders the right words at once. */
export const LANGUAGE_COOKIE = 'vserver-language'

/** English words, a translation: the whole of one language. */
export type Catalog = Readonly<Record<string, string>>

type Asked = { cookie: string | undefined; acceptLanguage: string | undefined }

/** What the person chose here; without a choice, what the browser asks for first (RFC 9110, 12.5.4). */
export function chooseLanguage({ cookie, acceptLanguage }: Asked): Language {
  return parseLanguage(readCookie(cookie ?? '')) ?? bestOf(acceptLanguage ?? '') ?? 'en'
}

export function parseLanguage(value: string | undefined): Language | null {
  return LANGUAGES.find((language) => language === value) ?? null
}

function readCookie(header: string): string | undefined {
  const pairs = header.split(';').map((pair) => pair.trim())
  return pairs.find((pair) => pair.startsWith(`${LANGUAGE_COOKIE}=`))?.slice(LANGUAGE_COOKIE.length + 1)
}

function bestOf(acceptLanguage: string): Language | null {
  const asked = acceptLanguage.split(',').map((entry, index) => {
    const [tag = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase())
    const quality = Number(parameters.find((one) => one.startsWith('q='))?.slice(2) ?? 1)
    return { language: parseLanguage(tag.split('-')[0]), quality: quality || 0, index }
  })
  const known = asked.filter(({ language, quality }) => language && quality > 0)
  known.sort((left, right) => right.quality - left.quality || left.index - right.index)
  return known[0]?.language ?? null
}
