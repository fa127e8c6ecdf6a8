import { msg, type Words } from '@/language/t.ts'
import type { PowerKind } from '@/server/services/batch/model.ts'

type Bulk = { begin: Words; ask: Words; go: Words; none: Words; will: Words }

/** What is said of doing a thing to many guests at once. */
export const BULK_WORDS: Record<PowerKind, Bulk> = {
  start: {
    begin: msg('Start…'),
    ask: msg('Start {count, plural, one {# guest} other {# guests}}?'),
    go: msg('Start {count, plural, one {# guest} other {# guests}}'),
    none: msg('None of them can be started.'),
    will: msg('is started'),
  },
  stop: {
    begin: msg('Stop…'),
    ask: msg('Stop {count, plural, one {# guest} other {# guests}}?'),
    go: msg('Stop {count, plural, one {# guest} other {# guests}}'),
    none: msg('None of them can be stopped.'),
    will: msg('is stopped'),
  },
  restart: {
    begin: msg('Restart…'),
    ask: msg('Restart {count, plural, one {# guest} other {# guests}}?'),
    go: msg('Restart {count, plural, one {# guest} other {# guests}}'),
    none: msg('None of them can be restarted.'),
    will: msg('is restarted'),
  },
}
