import {
  BuildMethod,
  Checksum,
  ImportName,
  Mirror,
  RsyncSource,
  TemplateName,
  TemplateSource,
} from '@vserver/core/template/model'
import { z } from 'zod'
import { msg, type Words } from '@/language/t.ts'

/** What the schemas of the host say; the form finds their translations. */
export const HOST_SENTENCES: readonly Words[] = [
  msg('A template name has at most 32 characters.'),
  msg('A template name starts with a letter and has lower-case letters, digits and hyphens.'),
  msg('A file name has letters, digits and ._+- and starts with a letter or digit.'),
  msg('An rsync address is rsync://HOST/MODULE, with a path if needed.'),
  msg('An rsync address has no "..".'),
]

export type BuildDraft = {
  name: string
  method: string
  suite: string
  mirror: string
  file: string
  checksum: string
  url: string
  guest: string
  initStyle: string
}

/** What each method reads; an empty choice is said in words of the form. */
const NEEDED = {
  debootstrap: [['suite', z.string().min(1, msg('Choose a release.')).pipe(TemplateName)]],
  tarball: [
    ['file', z.string().min(1, msg('Choose an archive, or import one first.')).pipe(ImportName)],
    ['checksum', z.union([z.literal(''), Checksum], msg('A SHA-256 checksum has 64 hexadecimal digits.'))],
  ],
  rsync: [['url', RsyncSource]],
  guest: [['guest', z.string().min(1, msg('Choose a stopped guest.'))]],
  skeleton: [],
} as const satisfies Record<BuildMethod, readonly (readonly [keyof BuildDraft, z.ZodType])[]>

export const BuildForm = z
  .object({
    name: z.string().min(1, msg('Give the template a name.')).pipe(TemplateName),
    method: BuildMethod,
    suite: z.string(),
    mirror: z.union([z.literal(''), Mirror], msg('A mirror is an http or https address.')),
    file: z.string(),
    checksum: z.string().transform((text) => text.trim().toLowerCase()),
    url: z.string().trim(),
    guest: z.string(),
    initStyle: z.enum(['systemd', 'sysv', 'single']),
  })
  .superRefine((draft, context) => {
    for (const [field, schema] of NEEDED[draft.method]) {
      const judged = schema.safeParse(draft[field])
      const message = judged.error?.issues[0]?.message
      if (message) context.addIssue({ code: 'custom', path: [field], message })
    }
  })

/** What is sent: only what the method reads. */
export function buildRequest(draft: z.output<typeof BuildForm>) {
  const { name, method, initStyle } = draft
  return {
    id: name,
    source: sourceOf(draft),
    initStyle: method === 'skeleton' ? ('single' as const) : initStyle,
  }
}

function sourceOf({ method, suite, mirror, file, checksum, url, guest }: z.output<typeof BuildForm>) {
  const wanted = {
    debootstrap: { method, suite, ...(mirror && { mirror }) },
    tarball: { method, file, checksum: checksum || null },
    rsync: { method, url },
    guest: { method, guest },
    skeleton: { method },
  }[method]
  return TemplateSource.parse(wanted)
}
