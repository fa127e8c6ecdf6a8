import type { Firewall } from '@vserver/core/firewall/model'
import { msg, t, type Words } from '@/language/t.ts'
import { Notice } from '@/ui/notice.tsx'
import { CAUTION_WORDS, cautionOf, type FirewallChange, firewallChanges } from './firewall-changes.ts'

const SIGN: Record<FirewallChange['kind'], { sign: string; words: Words; look: string }> = {
  added: { sign: '+', words: msg('New:'), look: 'text-good' },
  removed: { sign: '−', words: msg('Gone:'), look: 'text-bad' },
  moved: { sign: '↕', words: msg('Moved:'), look: 'text-soft' },
  changed: { sign: '•', words: msg('Changed:'), look: 'text-soft' },
}

/** What saving would do, in words, before it is done. */
export function ChangePreview({ before, after }: { before: Firewall; after: Firewall | null }) {
  const changes = after ? firewallChanges(before, after) : []
  const caution = after ? cautionOf(before, after) : null
  return (
    <section aria-label={t('What saving changes')} className="rounded-xl border border-line p-4 text-sm">
      <h3 className="font-semibold">{t('What saving changes')}</h3>
      {after === null && <p className="mt-1 text-soft">{t('There is something to correct first.')}</p>}
      {after !== null && changes.length === 0 && <p className="mt-1 text-soft">{t('Nothing.')}</p>}
      {changes.length > 0 && (
        <ul className="mt-2 space-y-1">
          {changes.map(({ kind, words }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two rules may say the same
            <li className="flex gap-2" key={`${kind}-${words}-${index}`}>
              <span aria-hidden="true" className={`w-3 shrink-0 font-mono ${SIGN[kind].look}`}>
                {SIGN[kind].sign}
              </span>
              <span>
                <span className="sr-only">{t(SIGN[kind].words)} </span>
                {words}
              </span>
            </li>
          ))}
        </ul>
      )}
      {caution && (
        <div className="mt-3">
          <Notice tone="warn">{t(CAUTION_WORDS[caution])}</Notice>
        </div>
      )}
    </section>
  )
}
