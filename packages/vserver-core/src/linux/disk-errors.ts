import type { Rule } from './native-errors.ts'

/** What refusals mean that have to do with the size of a guest's disk; stages: native common/image.h. */
export const DISK_RULES: readonly Rule[] = [
  {
    stage: 'disk-reserve',
    errno: ['ENOSPC'],
    code: 'NO_CAPACITY',
    message: 'The host has promised its disk space to other guests already.',
    hint: 'Give SUBJECT less disk, free some on the host, or let the host promise more than it has.',
  },
  {
    operation: ['guestCreate', 'guestReplace'],
    stage: 'disk',
    errno: ['EINVAL'],
    code: 'INVALID_INPUT',
    message: 'The image of SUBJECT needs a size.',
    hint: 'Give SUBJECT a disk limit.',
  },
  {
    operation: ['limitSet'],
    stage: 'disk',
    errno: ['EBUSY'],
    code: 'INVALID_STATE',
    message: 'The disk of SUBJECT becomes smaller only while it is stopped.',
    hint: 'Stop it, set the limit and start it again.',
  },
  {
    operation: ['guestStart'],
    stage: 'disk',
    errno: ['EBUSY'],
    code: 'INVALID_STATE',
    message: 'The files of SUBJECT do not fit into its disk limit.',
    hint: 'Give SUBJECT more disk, or start it with what it had and delete files.',
  },
  {
    errno: ['EBADMSG'],
    operation: ['guestStart'],
    code: 'INVALID_STATE',
    message: 'The image of SUBJECT is damaged and could not be repaired without losing files.',
    hint: 'Run e2fsck on it on the host, or restore it from a backup.',
  },
]
