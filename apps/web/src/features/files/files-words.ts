import type { FilesRun } from '@vserver/core/files/model'
import { msg, t, type Words } from '@/language/t.ts'
import { formatBytes } from '@/ui/format-bytes.ts'
import { formatCount } from '@/ui/format-cpu.ts'
import { inSentence } from '@/ui/in-sentence.ts'

/** What can be done with the files of one guest. */
export const FILES_BUTTONS = ['unify', 'fold', 'clone', 'convert', 'verify'] as const
export type FilesButton = (typeof FILES_BUTTONS)[number]

/** `after`: where it is not the first word. */
export const FILES_WORDS = {
  unify: {
    label: msg('Unify'),
    after: msg('unify'),
    hint: msg('What it has written goes to the content pool, where equal files are kept once.'),
  },
  fold: {
    label: msg('Fold layers'),
    after: msg('fold layers'),
    hint: msg('Its layers become one, which makes opening files quicker.'),
  },
  clone: { label: msg('Clone'), after: msg('clone'), hint: msg('A new guest with the same files.') },
  convert: {
    label: msg('Change backend'),
    after: msg('change backend'),
    hint: msg('Keeps its files in another way.'),
  },
  verify: {
    label: msg('Verify'),
    after: msg('verify'),
    hint: msg('Reads every file it shares and compares it with its checksum.'),
  },
} as const satisfies Record<FilesButton, Record<'label' | 'after' | 'hint', Words>>

/** "Fold layers, clone: stop it first." for each reason, so that nobody has to guess whose it is. */
export function deniedLines(denied: (button: FilesButton) => string | null): string[] {
  const reasons = new Map<string, FilesButton[]>()
  for (const button of FILES_BUTTONS) {
    const reason = denied(button)
    if (reason !== null) reasons.set(reason, [...(reasons.get(reason) ?? []), button])
  }
  return [...reasons].map(([reason, buttons]) => {
    const labels = buttons.map((button, index) => t(FILES_WORDS[button][index === 0 ? 'label' : 'after']))
    return `${labels.join(', ')}: ${inSentence(reason)}`
  })
}

type Sharing = { ownBytes: number; sharedBytes: number | null }

/** "Shares 412 MiB with its template and other guests; 23 MiB are its own." */
export function sharingWords({ ownBytes, sharedBytes }: Sharing): string {
  const own = formatBytes(ownBytes)
  if (sharedBytes === null) return t('{own} are its own; what it shares was not counted yet.', { own })
  if (sharedBytes === 0) return t('It shares nothing; {own} are its own.', { own })
  const shared = formatBytes(sharedBytes)
  return t('Shares {shared} with its template and other guests; {own} are its own.', { shared, own })
}

/** What unifying would bring, before it is begun. */
export function predictionWords({
  files,
  pooled,
  savedBytes,
}: Pick<FilesRun, 'files' | 'pooled' | 'savedBytes'>) {
  if (files === 0) return t('Nothing was written since it was made or unified, so there is nothing to gain.')
  const of = { pooled: formatCount(pooled), files: formatCount(files) }
  if (savedBytes === 0)
    return t('{pooled} of its {files} own files can be shared from now on; nothing is freed today.', of)
  const saved = formatBytes(savedBytes)
  return t('It frees about {saved}: {pooled} of its {files} own files can be shared.', { ...of, saved })
}

/** What verify found, as a judgement. */
export function verifyWords({ objects, problems }: Pick<FilesRun, 'objects' | 'problems'>): string {
  if (problems === 0)
    return t('{objects, plural, one {# object} other {# objects}} checked, all as they should be.', {
      objects,
    })
  return t(
    '{objects, plural, one {# object} other {# objects}} checked, {problems, plural, one {# problem} other {# problems}}: see the log.',
    { objects, problems },
  )
}
