import type { Rule } from './native-errors.ts'

/** What refusals mean that have to do with the files of a guest: jobs on them, who else has them, where they lie. */
export const FILES_RULES: readonly Rule[] = [
  {
    operation: ['filesStart'],
    stage: 'running',
    errno: ['EBUSY'],
    code: 'INVALID_STATE',
    message: 'SUBJECT, or the guest it is to be made from, is running.',
    hint: 'Stop it first.',
  },
  {
    operation: ['filesStart'],
    stage: 'job-running',
    errno: ['EBUSY'],
    code: 'BUSY',
    message: 'Another job works on the files of SUBJECT.',
    hint: 'Wait for its end or cancel it.',
  },
  {
    operation: ['filesStart'],
    stage: 'guest',
    errno: ['ENOENT'],
    code: 'NOT_FOUND',
    message: 'The files of SUBJECT, or of the guest it is to be made from, are not on this host.',
  },
  {
    errno: ['ENOLINK'],
    code: 'INVALID_STATE',
    message: 'SUBJECT, or the guest it is to be made from, is archived.',
    hint: 'Unarchive it first.',
  },
  {
    stage: 'running',
    errno: ['ETXTBSY'],
    code: 'INVALID_STATE',
    message: 'The files of SUBJECT are mounted on the host.',
    hint: 'Unmount them there with vs-mount --unmount.',
  },
  {
    stage: 'quota',
    errno: ['ENODEV'],
    code: 'INVALID_STATE',
    message: 'SUBJECT has no file system of its own, which quotas of its users need.',
    hint: 'Change its backend to image, or take the context capability quota from it.',
  },
  {
    stage: 'raw',
    errno: ['ENOENT', 'ENOTDIR', 'ELOOP'],
    code: 'INVALID_STATE',
    message: 'SUBJECT has no directory for its raw directory.',
    hint: 'Make the directories above the place in the guest, or choose another place.',
  },
]
