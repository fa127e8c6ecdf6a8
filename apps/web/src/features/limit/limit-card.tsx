'use client'

import type { Limit } from '@vserver/core/limit/model'
import { useState } from 'react'
import type { GuestView } from '@/server/services/guest/model.ts'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { formatBytesLimit } from '@/ui/format-bytes.ts'
import { formatCount, formatCpuLimit } from '@/ui/format-cpu.ts'
import { useMe } from '../session/me.tsx'
import { LimitForm } from './limit-form.tsx'

const DESCRIPTION = {
  admin: 'Changes take effect at once.',
  reseller: 'Changes take effect at once.',
  customer: 'Set by your provider.',
  support: 'Set by the reseller.',
} as const

/** What the host enforces now; sellers may change it, also while the guest runs. */
export function LimitCard({ guest }: { guest: GuestView }) {
  const { role } = useMe().user
  const [editing, setEditing] = useState(false)
  const mayEdit = role === 'reseller' || role === 'admin'
  return (
    <Card
      action={
        mayEdit &&
        !editing && (
          <Button deniedReason={guest.denied.setLimit} onClick={() => setEditing(true)} size="small">
            Change
          </Button>
        )
      }
      description={DESCRIPTION[role]}
      title="Limits"
    >
      {editing ? (
        <LimitForm guest={guest} onClose={() => setEditing(false)} />
      ) : (
        <LimitLines limit={guest.limit} />
      )}
    </Card>
  )
}

export function LimitLines({ limit }: { limit: Limit }) {
  const lines = [
    ['Memory', formatBytesLimit(limit.memoryBytes)],
    ['Processor', formatCpuLimit(limit.cpuMillicores)],
    ['Processor share', `${limit.cpuWeight} of 10,000`],
    ['Processes', limit.processes === null ? 'no limit' : formatCount(limit.processes)],
  ] as const
  return (
    <dl className="space-y-2 text-sm">
      {lines.map(([name, value]) => (
        <div className="flex justify-between gap-4" key={name}>
          <dt className="text-soft">{name}</dt>
          <dd className="font-medium tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
