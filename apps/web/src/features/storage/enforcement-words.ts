import type { Enforcement } from '@vserver/core/storage/model'
import { msg, t, type Words } from '@/language/t.ts'
import type { Tone } from '@/ui/badge.tsx'
import { formatRelative } from '@/ui/format-time.ts'

type Look = { label: Words; hint: Words; tone: Extract<Tone, 'good' | 'warn'>; inodes: boolean }

export const ENFORCEMENT_LOOK = {
  project: {
    label: msg('Enforced by the kernel'),
    hint: msg('Project quota: space and inodes stop exactly at the limit, and df shows it in the guest.'),
    tone: 'good',
    inodes: true,
  },
  btrfs: {
    label: msg('Space enforced by btrfs'),
    hint: msg(
      'Simple quota: space stops at the limit, and df shows it in the guest. btrfs has no limit of inodes.',
    ),
    tone: 'good',
    inodes: false,
  },
  image: {
    label: msg('Enforced by an image'),
    hint: msg('The guest’s own files are in a file system of this size, which is all it can fill.'),
    tone: 'good',
    inodes: true,
  },
  none: {
    label: msg('NOT enforced'),
    hint: msg('Nothing here stops a guest at a disk limit. What it uses is measured now and then.'),
    tone: 'warn',
    inodes: false,
  },
} as const satisfies Record<Enforcement, Look>

type Facts = {
  enforcement: Enforcement
  /** When the use was read the last time. */
  measuredAt: string | null
  /** When a self-test saw a write over a limit be stopped; absent where the reader is not told. */
  provedAt?: string | null
}

/**
 * "Enforced by the kernel, proved by a self-test 3 minutes ago"; "NOT enforced, measured 3 minutes ago". While the
 * time is not known (null), only the word.
 */
export function enforcementWords({ enforcement, measuredAt, provedAt }: Facts, now: number | null): string {
  const label = t(ENFORCEMENT_LOOK[enforcement].label)
  if (now === null) return label
  const ago = (at: string) => formatRelative(Date.parse(at), now)
  if (enforcement === 'none')
    return measuredAt
      ? t('{label}, measured {ago}', { label, ago: ago(measuredAt) })
      : t('{label}, not measured yet', { label })
  if (provedAt === undefined) return label
  return provedAt
    ? t('{label}, proved by a self-test {ago}', { label, ago: ago(provedAt) })
    : t('{label}, not proved by a self-test yet', { label })
}

/** Why a bar must not be drawn, or null where something stops the guest at its end. */
export function unenforcedWords(facts: Facts, of: 'space' | 'inodes', now: number | null): string | null {
  if (facts.enforcement === 'none') return enforcementWords(facts, now)
  const { inodes } = ENFORCEMENT_LOOK[facts.enforcement]
  return of === 'inodes' && !inodes ? t('NOT enforced: btrfs has no limit of inodes') : null
}
