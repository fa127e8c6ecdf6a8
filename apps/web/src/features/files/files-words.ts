import type { FilesRun } from '@vserver/core/files/model'
import { formatBytes } from '@/ui/format-bytes.ts'
import { formatCount } from '@/ui/format-cpu.ts'

/** What can be done with the files of one guest. */
export const FILES_BUTTONS = ['unify', 'fold', 'clone', 'convert', 'verify'] as const
export type FilesButton = (typeof FILES_BUTTONS)[number]

export const FILES_WORDS = {
  unify: {
    label: 'Unify',
    hint: 'What it has written goes to the content pool, where equal files are kept once.',
  },
  fold: { label: 'Fold layers', hint: 'Its layers become one, which makes opening files quicker.' },
  clone: { label: 'Clone', hint: 'A new guest with the same files.' },
  convert: { label: 'Change backend', hint: 'Keeps its files in another way.' },
  verify: { label: 'Verify', hint: 'Reads every file it shares and compares it with its checksum.' },
} as const satisfies Record<FilesButton, { label: string; hint: string }>

/** "Fold layers, clone: stop it first." for each reason, so that nobody has to guess whose it is. */
export function deniedLines(denied: (button: FilesButton) => string | null): string[] {
  const reasons = new Map<string, string[]>()
  for (const button of FILES_BUTTONS) {
    const reason = denied(button)
    if (reason !== null) reasons.set(reason, [...(reasons.get(reason) ?? []), FILES_WORDS[button].label])
  }
  return [...reasons].map(([reason, [first, ...others]]) => {
    const labels = [first, ...others.map((label) => label.toLowerCase())].join(', ')
    return `${labels}: ${reason.charAt(0).toLowerCase()}${reason.slice(1)}`
  })
}

type Sharing = { ownBytes: number; sharedBytes: number | null }

/** "Shares 412 MiB with its template and other guests; 23 MiB are its own." */
export function sharingWords({ ownBytes, sharedBytes }: Sharing): string {
  const own = `${formatBytes(ownBytes)} ${ownBytes === 1 ? 'is' : 'are'} its own`
  if (sharedBytes === null) return `${own}; what it shares was not counted yet.`
  if (sharedBytes === 0) return `It shares nothing; ${own}.`
  return `Shares ${formatBytes(sharedBytes)} with its template and other guests; ${own}.`
}

/** What unifying would bring, before it is begun. */
export function predictionWords({
  files,
  pooled,
  savedBytes,
}: Pick<FilesRun, 'files' | 'pooled' | 'savedBytes'>) {
  if (files === 0) return 'Nothing was written since it was made or unified, so there is nothing to gain.'
  const of = `${formatCount(pooled)} of its ${formatCount(files)} own files`
  if (savedBytes === 0) return `${of} can be shared from now on; nothing is freed today.`
  return `It frees about ${formatBytes(savedBytes)}: ${of} can be shared.`
}

/** What verify found, as a judgement. */
export function verifyWords({ objects, problems }: Pick<FilesRun, 'objects' | 'problems'>): string {
  const checked = `${formatCount(objects)} ${objects === 1 ? 'object' : 'objects'} checked`
  if (problems === 0) return `${checked}, all as they should be.`
  return `${checked}, ${formatCount(problems)} ${problems === 1 ? 'problem' : 'problems'}: see the log.`
}
