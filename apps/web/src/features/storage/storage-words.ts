import type { Backend, GuestDisk, Storage } from '@vserver/core/storage/model'
import { currentLocale } from '@/language/current.ts'
import { msg, t, type Words } from '@/language/t.ts'
import type { Tone } from '@/ui/badge.tsx'
import { formatBytes } from '@/ui/format-bytes.ts'
import { formatRelative } from '@/ui/format-time.ts'

/** How a guest's files are kept. */
export const BACKEND_WORDS = {
  overlay: {
    label: msg('Shared layers'),
    short: msg('shared layers'),
    hint: msg(
      'Files of the template and of other guests are shared on disk and in memory until the guest changes them.',
    ),
  },
  image: {
    label: msg('Shared layers with an image'),
    short: msg('shared layers with an image'),
    hint: msg('As shared layers; what the guest changes is in an image file, whose size is its limit.'),
  },
  tree: {
    label: msg('A tree of its own'),
    short: msg('a tree of its own'),
    hint: msg('A whole copy or snapshot: nothing is shared in memory, and everything counts as its own.'),
  },
} as const satisfies Record<Backend, { label: Words; short: Words; hint: Words }>

type Feature = Storage['features'][number]

export const FEATURE_WORDS = {
  dataLayer: msg('pool as a data-only layer'),
  xattrs: msg('content pool'),
  reflink: msg('reflink copies'),
  snapshot: msg('snapshots'),
  project: msg('project quota'),
  simpleQuota: msg('simple quota'),
  image: msg('images'),
  guestQuota: msg('quota inside guests'),
} as const satisfies Record<Feature, Words>

type SelfTest = Storage['selfTest']

export function selfTestLook(test: SelfTest): { label: string; tone: Tone } {
  if (test === null) return { label: t('Not run yet'), tone: 'neutral' }
  return test.passed ? { label: t('Passed'), tone: 'good' } : { label: t('Failed'), tone: 'bad' }
}

/** What the self-test found out and when, in one sentence. */
export function selfTestWords(test: SelfTest, now: number): string {
  if (test === null) return t('It writes over a limit of 1 MiB and expects to be stopped.')
  const ago = formatRelative(Date.parse(test.at), now)
  if (test.passed) return t('A write over a limit of 1 MiB was stopped {ago}.', { ago })
  return test.failure
    ? t('A write over a limit was not stopped when it was tried {ago}: {failure}.', {
        ago,
        failure: test.failure,
      })
    : t('A write over a limit was not stopped when it was tried {ago}.', { ago })
}

/** When the limits were proved to hold; null while they are not. */
export function provedAt({ selfTest }: Pick<Storage, 'selfTest'>): string | null {
  return selfTest?.passed ? selfTest.at : null
}

/** "37 %" of a whole; nothing of nothing has no share. */
export function share(part: number, whole: number): string {
  if (whole <= 0) return '–'
  const percent = (part / whole) * 100
  const digits = percent >= 10 ? 0 : 1
  return `${percent.toLocaleString(currentLocale(), { maximumFractionDigits: digits })} %`
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
      ? `${whole.toLocaleString(currentLocale(), { maximumFractionDigits: 1 })} ms`
      : whole < 10_000
        ? `${Math.round(whole)} ms`
        : `${Math.round(whole / 1000)} s`
  return t('Use of {count, plural, one {# guest} other {# guests}} read in {time}', { count: guests, time })
}

export const HOST_WORK_WORDS = {
  sweep: {
    title: msg('Sweep the pool'),
    onHost: msg('Sweep the pool on {host}'),
    button: msg('Sweep'),
    now: msg('Sweep now'),
    hint: msg('Content that no template and no guest refers to any more is removed.'),
  },
  verify: {
    title: msg('Verify the storage'),
    onHost: msg('Verify the storage on {host}'),
    button: msg('Verify'),
    now: msg('Verify now'),
    hint: msg('Every shared file is read and compared with its checksum, and every reference is followed.'),
  },
} as const
export type HostWork = keyof typeof HOST_WORK_WORDS
