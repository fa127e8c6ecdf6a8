'use client'

import { useQuery } from '@tanstack/react-query'
import { t } from '@/language/t.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { type FirewallDraft, takePreset } from './firewall-draft.ts'
import { PRESET_WORDS } from './preset-words.ts'

/** Sets of rules to begin with: taking one replaces the rules in the form, and nothing else. */
export function PresetChoice({
  draft,
  onTake,
}: {
  draft: FirewallDraft
  onTake: (next: FirewallDraft) => void
}) {
  const trpc = useTRPC()
  const presets = useQuery(trpc.firewall.presets.queryOptions()).data ?? []
  return (
    <fieldset>
      <legend className="text-sm font-semibold">{t('Begin with')}</legend>
      <p className="mb-2 text-sm text-faint">
        {t('Replaces the rules below; ports that lead to the guest stay.')}
      </p>
      <div className="flex flex-wrap gap-2">
        {presets.map(({ id, firewall }) => {
          const words = PRESET_WORDS[id]
          const hint = words && t(words.hint)
          return (
            <Button
              aria-description={hint}
              key={id}
              onClick={() => onTake(takePreset(draft, firewall))}
              size="small"
              title={hint}
            >
              {words ? t(words.label) : id}
            </Button>
          )
        })}
      </div>
    </fieldset>
  )
}
