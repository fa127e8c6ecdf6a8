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

/** How a template is made, and what each way asks for. */
export const METHOD_WORDS = {
  debootstrap: {
    label: 'Debian packages',
    hint: 'Installed from a Debian mirror, in a guest of its own that is thrown away.',
  },
  tarball: { label: 'An archive', hint: 'A .tar, .tar.gz, .tar.xz or .tar.zst that was imported before.' },
  rsync: { label: 'An rsync server', hint: 'Everything below an address is copied.' },
  guest: { label: 'A guest', hint: 'A stopped guest’s files, without its keys, logs and caches.' },
  skeleton: { label: 'Empty directories', hint: 'Nothing but the usual directories, for one program.' },
} as const satisfies Record<BuildMethod, { label: string; hint: string }>

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
  debootstrap: [['suite', z.string().min(1, 'Choose a release.').pipe(TemplateName)]],
  tarball: [
    ['file', z.string().min(1, 'Choose an archive, or import one first.').pipe(ImportName)],
    ['checksum', z.union([z.literal(''), Checksum], 'A SHA-256 checksum has 64 hexadecimal digits.')],
  ],
  rsync: [['url', RsyncSource]],
  guest: [['guest', z.string().min(1, 'Choose a stopped guest.')]],
  skeleton: [],
} as const satisfies Record<BuildMethod, readonly (readonly [keyof BuildDraft, z.ZodType])[]>

export const BuildForm = z
  .object({
    name: z.string().min(1, 'Give the template a name.').pipe(TemplateName),
    method: BuildMethod,
    suite: z.string(),
    mirror: z.union([z.literal(''), Mirror], 'A mirror is an http or https address.'),
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
