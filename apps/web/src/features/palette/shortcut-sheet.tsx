'use client'

import { msg, t, type Words } from '@/language/t.ts'
import { Dialog } from '@/ui/dialog.tsx'
import { KeyHint } from '@/ui/key-hint.tsx'
import { isMacKeyboard, keysOf, type ShortcutId } from '@/ui/shortcuts.ts'

type Row = { place: Place; does: Words }
type Place = keyof typeof PLACES

const PLACES = {
  everywhere: msg('Everywhere'),
  console: msg('In a console'),
  recording: msg('On the screen of a recording'),
  firewall: msg('In a rule of the firewall'),
} as const

/** One of the table that is not told of here does not compile. */
const ROWS = {
  palette: { place: 'everywhere', does: msg('Open the commands') },
  search: { place: 'everywhere', does: msg('Go to the search of the page') },
  sheet: { place: 'everywhere', does: msg('Show these shortcuts') },
  leaveConsole: { place: 'console', does: msg('Leave the console') },
  findInConsole: { place: 'console', does: msg('Find in the console') },
  playOrPause: { place: 'recording', does: msg('Play and pause') },
  skipBack: { place: 'recording', does: msg('Five seconds back') },
  skipForward: { place: 'recording', does: msg('Five seconds on') },
  ruleUp: { place: 'firewall', does: msg('Move the rule up') },
  ruleDown: { place: 'firewall', does: msg('Move the rule down') },
} as const satisfies Record<ShortcutId, Row>

const IDS = Object.keys(ROWS) as ShortcutId[]

export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const isMac = isMacKeyboard()
  return (
    <Dialog onClose={onClose} title={t('Keyboard shortcuts')}>
      {(Object.keys(PLACES) as Place[]).map((place) => (
        <section className="mt-4 first:mt-0" key={place}>
          <h3 className="mb-1 text-sm font-medium text-soft">{t(PLACES[place])}</h3>
          <dl className="divide-y divide-line">
            {IDS.filter((id) => ROWS[id].place === place).map((id) => (
              <div className="flex items-center justify-between gap-4 py-2" key={id}>
                <dt>{t(ROWS[id].does)}</dt>
                <dd>
                  <KeyHint keys={keysOf(id, isMac)} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  )
}
