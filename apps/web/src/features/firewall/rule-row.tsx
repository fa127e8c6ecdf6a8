'use client'

import type { FirewallHits } from '@vserver/core/firewall/model'
import type { KeyboardEvent } from 'react'
import { t, translate, type Words } from '@/language/t.ts'
import { cx } from '@/ui/cx.ts'
import { IconButton } from '@/ui/icon-button.tsx'
import { INPUT_CLASS, SELECT_CLASS } from '@/ui/input-class.ts'
import { isShortcut } from '@/ui/shortcuts.ts'
import { BoxFaults } from './box-faults.tsx'
import {
  changeRule,
  type FirewallDraft,
  hasPorts,
  hitsOf,
  type RowFaults,
  type RuleDraft,
} from './firewall-draft.ts'
import { DIRECTION_WORDS, hitWords, PROTOCOL_WORDS, VERDICT_WORDS } from './firewall-words.ts'

type Props = {
  draft: FirewallDraft
  rule: RuleDraft
  index: number
  faults: RowFaults
  hits: FirewallHits | null
  onChange: (next: FirewallDraft, mark?: string | null) => void
  onMove: (by: -1 | 1) => void
}

const SELECT = cx(INPUT_CLASS, SELECT_CLASS)

/** One rule as boxes; Alt with an arrow moves it from wherever the cursor is in it. */
export function RuleRow({ draft, rule, index, faults, hits, onChange, onMove }: Props) {
  const number = index + 1
  const set = (part: Partial<RuleDraft>, mark: string | null = null) =>
    onChange(changeRule(draft, rule.key, part), mark && `${rule.key}-${mark}`)
  const onKeyDown = (event: KeyboardEvent) => {
    const by = isShortcut('ruleUp', event) ? -1 : isShortcut('ruleDown', event) ? 1 : null
    if (by === null) return
    event.preventDefault()
    onMove(by)
  }
  const packets = hitsOf(rule, hits)
  return (
    <li className="rounded-xl border border-line p-3" onKeyDown={onKeyDown}>
      <div className="flex items-center justify-between gap-2">
        <span className="text-sm text-soft">
          {t('Rule {number}', { number })}
          {packets !== null && (
            <span className="text-faint"> · {t('met {packets}', { packets: hitWords(packets) })}</span>
          )}
        </span>
        <RowButtons draft={draft} index={index} onChange={onChange} onMove={onMove} rule={rule} />
      </div>
      <div className="mt-1 grid grid-cols-2 gap-2 md:grid-cols-[7.5rem_7rem_8.25rem_minmax(0,1fr)_minmax(0,1.4fr)]">
        <Choice
          label={t('What rule {number} does', { number })}
          onChange={(verdict) => set({ verdict })}
          options={VERDICT_WORDS}
          value={rule.verdict}
        />
        <Choice
          label={t('Direction of rule {number}', { number })}
          onChange={(direction) => set({ direction })}
          options={DIRECTION_WORDS}
          value={rule.direction}
        />
        <Choice
          label={t('Protocol of rule {number}', { number })}
          onChange={(protocol) => set({ protocol })}
          options={PROTOCOL_WORDS}
          value={rule.protocol}
        />
        <Box
          disabled={!hasPorts(rule)}
          fault={faults.ports}
          label={t('Ports of rule {number}', { number })}
          onChange={(ports) => set({ ports }, 'ports')}
          placeholder={hasPorts(rule) ? t('every port') : t('has no ports')}
          value={rule.ports}
        />
        <Box
          className="col-span-2 md:col-span-1"
          fault={faults.remote}
          label={
            rule.direction === 'in'
              ? t('Sender of rule {number}', { number })
              : t('Receiver of rule {number}', { number })
          }
          onChange={(remote) => set({ remote }, 'remote')}
          placeholder={rule.direction === 'in' ? t('from anybody') : t('to anybody')}
          value={rule.remote}
        />
      </div>
      <label className="mt-2 flex w-fit items-center gap-2 text-sm text-soft">
        <input
          checked={rule.log}
          className="size-4 accent-accent"
          onChange={(event) => set({ log: event.target.checked })}
          type="checkbox"
        />
        {t('Log what it meets')}
      </label>
      <BoxFaults faults={faults} />
    </li>
  )
}

function RowButtons({
  draft,
  rule,
  index,
  onChange,
  onMove,
}: Pick<Props, 'draft' | 'rule' | 'index' | 'onChange' | 'onMove'>) {
  const number = index + 1
  return (
    <span className="flex">
      <IconButton
        aria-keyshortcuts="Alt+ArrowUp"
        disabled={index === 0}
        icon="up"
        id={`${rule.key}-up`}
        label={t('Move rule {number} up', { number })}
        onClick={() => onMove(-1)}
      />
      <IconButton
        aria-keyshortcuts="Alt+ArrowDown"
        disabled={index === draft.rules.length - 1}
        icon="down"
        id={`${rule.key}-down`}
        label={t('Move rule {number} down', { number })}
        onClick={() => onMove(1)}
      />
      <IconButton
        icon="trash"
        label={t('Remove rule {number}', { number })}
        onClick={() => onChange({ ...draft, rules: draft.rules.filter(({ key }) => key !== rule.key) })}
      />
    </span>
  )
}

function Choice<Value extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string
  value: Value
  options: Record<Value, string | { label: Words }>
  onChange: (value: Value) => void
}) {
  return (
    <select
      aria-label={label}
      className={SELECT}
      onChange={(event) => onChange(event.target.value as Value)}
      value={value}
    >
      {(Object.keys(options) as Value[]).map((one) => {
        const words = options[one]
        return (
          <option key={one} value={one}>
            {typeof words === 'object' ? t(words.label) : translate(words)}
          </option>
        )
      })}
    </select>
  )
}

/** A text box whose fault is told below its row. */
export function Box({
  label,
  value,
  fault,
  onChange,
  placeholder,
  className,
  disabled = false,
}: {
  label: string
  value: string
  fault: string | undefined
  onChange: (value: string) => void
  placeholder: string
  className?: string
  disabled?: boolean
}) {
  return (
    <input
      aria-description={fault}
      aria-invalid={fault ? true : undefined}
      aria-label={label}
      autoCapitalize="none"
      autoComplete="off"
      className={cx(INPUT_CLASS, 'font-mono', className)}
      disabled={disabled}
      onChange={(event) => onChange(event.target.value)}
      placeholder={placeholder}
      spellCheck={false}
      value={value}
    />
  )
}
