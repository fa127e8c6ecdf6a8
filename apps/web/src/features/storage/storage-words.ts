import type { Backend, GuestDisk, Storage } from '@vserver/core/storage/model'
import type { Tone } from '@/ui/badge.tsx'
import { formatBytes } from '@/ui/format-bytes.ts'
import { formatCount } from '@/ui/format-cpu.ts'
import { formatRelative } from '@/ui/format-time.ts'

/** How a guest's files are kept. */
export const BACKEND_WORDS = {
  overlay: {
    label: 'Shared layers',
    hint: 'Files of the template and of other guests are shared on disk and in memory until the guest changes them.',
  },
  image: {
    label: 'Shared layers with an image',
    hint: 'As shared layers; what the guest changes is in an image file, whose size is its limit.',
  },
  tree: {
    label: 'A tree of its own',
    hint: 'A whole copy or snapshot: nothing is shared in memory, and everything counts as its own.',
  },
} as const satisfies Record<Backend, { label: string; hint: string }>

type Feature = Storage['features'][number]

export const FEATURE_WORDS = {
  dataLayer: 'pool as a data-only layer',
  xattrs: 'content pool',
  reflink: 'reflink copies',
  snapshot: 'snapshots',
  project: 'project quota',
  simpleQuota: 'simple quota',
  image: 'images',
  guestQuota: 'quota inside guests',
} as const satisfies Record<Feature, string>

type SelfTest = Storage['selfTest']

export function selfTestLook(test: SelfTest): { label: string; tone: Tone } {
  if (test === null) return { label: 'Not run yet', tone: 'neutral' }
  return test.passed ? { label: 'Passed', tone: 'good' } : { label: 'Failed', tone: 'bad' }
}

/** What the self-test found out and when, in one sentence. */
export function selfTestWords(test: SelfTest, now: number): string {
  if (test === null) return 'It writes over a limit of 1 MiB and expects to be stopped.'
  const ago = formatRelative(Date.parse(test.at), now)
  if (test.passed) return `A write over a limit of 1 MiB was stopped ${ago}.`
  const why = test.failure ? `: ${test.failure}` : ''
  return `A write over a limit was not stopped when it was tried ${ago}${why}.`
}

/** When the limits were proved to hold; null while they are not. */
export function provedAt({ selfTest }: Pick<Storage, 'selfTest'>): string | null {
  return selfTest?.passed ? selfTest.at : null
}

/** "37 %" of a whole; nothing of nothing has no share. */
export function share(part: number, whole: number): string {
  if (whole <= 0) return '–'
  const percent = (part / whole) * 100
  return `${percent >= 10 || percent === 0 ? Math.round(percent) : Number(percent.toFixed(1))} %`
}

/** "1.2 GiB / 2 GiB", the limit only where there is one. */
export function diskOfLimit({ bytes, bytesLimit }: Pick<GuestDisk, 'bytes' | 'bytesLimit'>): string {
  return bytesLimit === null ? formatBytes(bytes) : `${formatBytes(bytes)} / ${formatBytes(bytesLimit)}`
}

/** "Use of 1,000 guests read in 97 ms", to be followed by the moment. */
export function walkWords(durationUs: number, guests: number): string {
  const whole = durationUs / 1000
  const time =
    whole < 10
      ? `${Number(whole.toFixed(1))} ms`
      : whole < 10_000
        ? `${Math.round(whole)} ms`
        : `${Math.round(whole / 1000)} s`
  return `Use of ${formatCount(guests)} ${guests === 1 ? 'guest' : 'guests'} read in ${time}`
}

export const HOST_WORK_WORDS = {
  sweep: {
    title: 'Sweep the pool',
    button: 'Sweep',
    hint: 'Content that no template and no guest refers to any more is removed.',
  },
  verify: {
    title: 'Verify the storage',
    button: 'Verify',
    hint: 'Every shared file is read and compared with its checksum, and every reference is followed.',
  },
} as const
export type HostWork = keyof typeof HOST_WORK_WORDS
