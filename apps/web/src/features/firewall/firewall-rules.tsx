'use client'

import type { FirewallRule } from '@vserver/core/firewall/model'
import { t } from '@/language/t.ts'
import type { FirewallView } from '@/server/services/firewall/model.ts'
import { Badge } from '@/ui/badge.tsx'
import { type Column, DataTable } from '@/ui/data-table.tsx'
import { defaultWords, hitWords, ruleWords, VERDICT_WORDS } from './firewall-words.ts'

type Row = { id: string; place: string; rule: FirewallRule | null; words: string; packets: number | null }

const TONE = { accept: 'good', drop: 'neutral', reject: 'warn' } as const

/** The rules in the order in which they are tried, then what happens to the rest. */
export function FirewallRules({ view: { firewall, hits } }: { view: FirewallView }) {
  const rules: Row[] = firewall.rules.map((rule, index) => ({
    id: String(index),
    place: String(index + 1),
    rule,
    words: ruleWords(rule),
    packets: hits?.rules[index]?.packets ?? null,
  }))
  const rest: Row[] = (['in', 'out'] as const).map((direction) => ({
    id: direction,
    place: '',
    rule: null,
    words: defaultWords(direction, firewall[direction]),
    packets: hits?.[direction].packets ?? null,
  }))
  return (
    <DataTable
      caption={t('Rules of the firewall, in the order in which they are tried')}
      columns={columns()}
      rowKey={(row) => row.id}
      rows={[...rules, ...rest]}
    />
  )
}

const columns = (): Column<Row>[] => [
  {
    id: 'place',
    header: t('Order'),
    from: 'sm',
    cell: (row) => <span className="text-faint tabular-nums">{row.place || t('last')}</span>,
  },
  {
    id: 'verdict',
    header: t('Does'),
    from: 'sm',
    cell: ({ rule }) =>
      rule && <Badge tone={TONE[rule.verdict]}>{t(VERDICT_WORDS[rule.verdict].label)}</Badge>,
  },
  {
    id: 'words',
    header: t('Rule'),
    cell: ({ rule, words }) => <span className={rule ? undefined : 'text-soft'}>{words}</span>,
  },
  {
    id: 'packets',
    header: t('Met'),
    align: 'right',
    cell: ({ packets }) =>
      packets === null ? <span className="text-faint">{t('not counted')}</span> : hitWords(packets),
  },
]
