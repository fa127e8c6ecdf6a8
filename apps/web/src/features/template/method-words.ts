import type { BuildMethod } from '@vserver/core/template/model'
import { msg, type Words } from '@/language/t.ts'

/** How a template is made, and what each way asks for. */
export const METHOD_WORDS = {
  debootstrap: {
    label: msg('Debian packages'),
    hint: msg('Installed from a Debian mirror, in a guest of its own that is thrown away.'),
  },
  tarball: {
    label: msg('An archive'),
    hint: msg('A .tar, .tar.gz, .tar.xz or .tar.zst that was imported before.'),
  },
  rsync: { label: msg('An rsync server'), hint: msg('Everything below an address is copied.') },
  guest: { label: msg('A guest'), hint: msg('A stopped guest’s files, without its keys, logs and caches.') },
  skeleton: {
    label: msg('Empty directories'),
    hint: msg('Nothing but the usual directories, for one program.'),
  },
} as const satisfies Record<BuildMethod, { label: Words; hint: Words }>
