import { t } from '@/language/t.ts'
import { formatAbsolute, formatDuration } from '@/ui/format-time.ts'

type Phrase = { written: RegExp; say(...parts: string[]): string }

const SECOND_MS = 1000
const MINUTE_MS = 60_000

const after: Phrase = {
  written: /^after (\d+) s$/,
  say: (seconds) => t('after {time}', { time: formatDuration(Number(seconds) * SECOND_MS) }),
}
const to: Phrase = { written: /^to (.+)$/, say: (name = '') => t('to {name}', { name }) }
const order: Phrase = {
  written: /^(.+), (\S+), for (.+)$/,
  say: (plan = '', template = '', customer = '') =>
    t('{plan}, {template}, for {customer}', { plan, template, customer }),
}
const recording: Phrase = {
  written: /^console of (.+), (\S+Z)(?:: (.+))?$/s,
  say: (name = '', at = '', reason) => {
    const said = t('console of {name}, {time}', { name, time: formatAbsolute(Date.parse(at)) })
    return reason ? `${said}: ${reason}` : said
  },
}
const stay: Phrase = {
  written: /^for (\d+) min(?:: (.+))?$/s,
  say: (minutes, reason) => {
    const said = t('for {time}', { time: formatDuration(Number(minutes) * MINUTE_MS) })
    return reason ? `${said}: ${reason}` : said
  },
}
const guests: Phrase = {
  written: /^(\d+) guests$/,
  say: (count) => t('{count, plural, one {# guest} other {# guests}}', { count: Number(count) }),
}

/** What services write beside an act, by the act; names and reasons of people stay as they are. */
const PHRASES: Record<string, Phrase> = {
  'guest.create': order,
  'guest.rename': to,
  'guest.convert': to,
  'guest.clone': { written: /^as (.+)$/, say: (name = '') => t('as {name}', { name }) },
  'guest.reinstall': { written: /^from (.+)$/, say: (name = '') => t('from {name}', { name }) },
  'guest.transfer': {
    written: /^from (.+) to (.+)$/,
    say: (former = '', name = '') => t('from {former} to {name}', { former, name }),
  },
  'console.close': after,
  'console.watch.close': after,
  'bootLog.close': after,
  'recording.play': recording,
  'recording.export': recording,
  'recording.delete': recording,
  'consent.give': stay,
  'consent.ask': stay,
  'breakGlass.ask': stay,
  'plan.revise': {
    written: /^version (\d+)$/,
    say: (version) => t('version {version}', { version: Number(version) }),
  },
  'batch.start': guests,
  'batch.stop': guests,
  'batch.restart': guests,
  'batch.applyPlan': guests,
}

/** In the reader's language; null when it is not written as the act's service writes it. */
export function detailPhrase(action: string, detail: string): string | null {
  const phrase = PHRASES[action]
  const found = phrase?.written.exec(detail)
  return phrase && found ? phrase.say(...found.slice(1)) : null
}
