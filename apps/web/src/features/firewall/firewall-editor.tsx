'use client'

import type { Verdict } from '@vserver/core/firewall/model'
import { useEffect, useRef, useState } from 'react'
import { msg, t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import type { FirewallView } from '@/server/services/firewall/model.ts'
import { Button } from '@/ui/button.tsx'
import { cx } from '@/ui/cx.ts'
import { type History, startHistory, step, stepBack } from '@/ui/history.ts'
import { INPUT_CLASS, SELECT_CLASS } from '@/ui/input-class.ts'
import { Notice } from '@/ui/notice.tsx'
import { ChangePreview } from './change-preview.tsx'
import { type FirewallDraft, judge, moveRule, newRule, noMore, toDraft } from './firewall-draft.ts'
import { VERDICT_WORDS } from './firewall-words.ts'
import { PresetChoice } from './preset-choice.tsx'
import { RuleRow } from './rule-row.tsx'
import { useSetFirewall } from './use-firewall.ts'

type Props = { guestId: string; view: FirewallView; onClose: () => void }

/** Rules are changed here as often as one likes; nothing happens before they are saved. */
export function FirewallEditor({ guestId, view, onClose }: Props) {
  // What was in force when editing began: what it is compared with does not change while one types.
  const [before] = useState(view.firewall)
  const [history, setHistory] = useState<History<FirewallDraft>>(() => startHistory(toDraft(before)))
  const save = useSetFirewall(guestId, onClose)
  const draft = history.now
  const judged = judge(draft)
  const change = (next: FirewallDraft, mark: string | null = null) =>
    setHistory((now) => step(now, next, mark))
  return (
    <section aria-label={t('Firewall editor')} className="space-y-5">
      <PresetChoice draft={draft} onTake={change} />
      <Rules draft={draft} faults={judged.faults} hits={view.hits} onChange={change} />
      <Defaults draft={draft} onChange={change} />
      {judged.fault && <Notice tone="bad">{judged.fault}</Notice>}
      <ChangePreview after={judged.firewall} before={before} />
      {save.error && (
        <Notice live tone="bad">
          {messageFor(save.error)}
        </Notice>
      )}
      <div className="flex flex-wrap gap-3">
        <Button
          deniedReason={judged.firewall ? null : t('Correct what is marked first.')}
          onClick={() => judged.firewall && save.mutate({ guestId, firewall: judged.firewall })}
          pending={save.isPending}
          variant="primary"
        >
          {t('Save firewall')}
        </Button>
        <Button
          deniedReason={history.past.length > 0 ? null : t('Nothing was changed yet.')}
          icon="undo"
          onClick={() => setHistory(stepBack)}
        >
          {t('Undo')}
        </Button>
        <Button onClick={onClose} variant="quiet">
          {t('Cancel')}
        </Button>
      </div>
    </section>
  )
}

type RulesProps = {
  draft: FirewallDraft
  faults: ReturnType<typeof judge>['faults']
  hits: FirewallView['hits']
  onChange: (next: FirewallDraft, mark?: string | null) => void
}

function Rules({ draft, faults, hits, onChange }: RulesProps) {
  const [moved, setMoved] = useState<{ id: string; words: string } | null>(null)
  useMovedFocus(moved)
  const move = (index: number, by: -1 | 1) => {
    const rule = draft.rules[index]
    const next = moveRule(draft, index, by)
    if (!rule || next === draft) return
    onChange(next)
    const place = index + 1 + by
    const count = draft.rules.length
    const words = t('Rule {number} is now {place} of {count}.', { number: index + 1, place, count })
    setMoved({ id: `${rule.key}-${by < 0 ? 'up' : 'down'}`, words })
  }
  const full = noMore('rules', draft.rules.length)
  return (
    <div>
      <h3 className="text-sm font-semibold">{t('Rules')}</h3>
      <p className="mb-3 text-sm text-faint">
        {t('Tried from the top: the first that fits decides. Answers to what was let through always pass.')}
      </p>
      <p aria-live="polite" className="sr-only">
        {moved?.words}
      </p>
      <ol className="space-y-2">
        {draft.rules.map((rule, index) => (
          <RuleRow
            draft={draft}
            faults={faults.get(rule.key) ?? {}}
            hits={hits}
            index={index}
            key={rule.key}
            onChange={onChange}
            onMove={(by) => move(index, by)}
            rule={rule}
          />
        ))}
      </ol>
      {draft.rules.length === 0 && (
        <p className="rounded-xl border border-dashed border-edge/70 px-4 py-5 text-center text-sm text-soft">
          {t('No rule yet: begin with one of the sets above, or add the first.')}
        </p>
      )}
      <Button
        className="mt-3"
        deniedReason={full}
        icon="plus"
        onClick={() => onChange({ ...draft, rules: [...draft.rules, newRule()] })}
        size="small"
      >
        {t('Add rule')}
      </Button>
    </div>
  )
}

/** A browser forgets the focus of what is moved on the page. */
function useMovedFocus(moved: { id: string } | null): void {
  const last = useRef(moved)
  useEffect(() => {
    if (moved && moved !== last.current) document.getElementById(moved.id)?.focus()
    last.current = moved
  }, [moved])
}

const VERDICTS = ['accept', 'drop', 'reject'] as const
const SIDES = [
  ['in', msg('What else comes in')],
  ['out', msg('What else goes out')],
] as const

function Defaults({ draft, onChange }: Pick<RulesProps, 'draft' | 'onChange'>) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {SIDES.map(([direction, label]) => (
        <label className="block text-sm font-medium" key={direction}>
          {t(label)}
          <select
            className={cx(INPUT_CLASS, SELECT_CLASS, 'mt-1.5 font-normal')}
            onChange={(event) => onChange({ ...draft, [direction]: event.target.value as Verdict })}
            value={draft[direction]}
          >
            {VERDICTS.map((verdict) => (
              <option key={verdict} value={verdict}>
                {t(VERDICT_WORDS[verdict].label)}: {t(VERDICT_WORDS[verdict].hint)}
              </option>
            ))}
          </select>
        </label>
      ))}
    </div>
  )
}
