'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { t } from '@/language/t.ts'
import { Dialog } from '@/ui/dialog.tsx'
import { useMe } from '../session/me.tsx'
import { PaletteBox } from './palette-box.tsx'
import { type Act, groupsOf } from './palette-items.ts'
import { useCurrentGuest, useFoundGuests } from './use-found-guests.ts'
import { useVerb, type VerbAsk, VerbDialog } from './verb-dialog.tsx'

/** Pages, guests and what can be asked of them, found by typing. */
export function Palette({ onClose, onSheet }: { onClose: () => void; onSheet: () => void }) {
  const router = useRouter()
  const me = useMe()
  const [query, setQuery] = useState('')
  const [asked, setAsked] = useState<VerbAsk | null>(null)
  const current = useCurrentGuest()
  const { found, isSearching } = useFoundGuests(query)
  const begin = useVerb()
  const choose = (act: Act) => {
    if (act.kind === 'sheet') return onSheet()
    if (act.kind === 'verb') {
      const ask = begin(act)
      if (ask) return setAsked(ask)
    } else router.push(act.href)
    onClose()
  }
  if (asked) return <VerbDialog ask={asked} onClose={onClose} />
  return (
    <Dialog bare onClose={onClose} title={t('Commands')}>
      <PaletteBox
        groups={groupsOf({ me, query, current, found })}
        isSearching={isSearching}
        onChoose={choose}
        onQuery={setQuery}
        query={query}
      />
    </Dialog>
  )
}
