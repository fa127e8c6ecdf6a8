import { msg, type Words } from '@/language/t.ts'

export const PRESET_WORDS: Record<string, { label: Words; hint: Words }> = {
  web: { label: msg('Web server'), hint: msg('SSH, HTTP and HTTPS come in, nothing else.') },
  mail: {
    label: msg('Mail server'),
    hint: msg('SSH, SMTP, submission, IMAP and POP3 come in, nothing else.'),
  },
  ssh: { label: msg('SSH only'), hint: msg('SSH comes in, nothing else.') },
  denyIn: { label: msg('Deny all in'), hint: msg('Nothing comes in but answers to what the guest asked.') },
  allowAll: { label: msg('Open'), hint: msg('Everything passes; costs nothing.') },
}
