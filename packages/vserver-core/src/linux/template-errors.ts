import type { Rule } from './native-errors.ts'

/** What refusals of templates mean. */
export const TEMPLATE_RULES: readonly Rule[] = [
  {
    operation: ['templateBuild'],
    stage: 'guest',
    errno: ['ENOENT'],
    code: 'NOT_FOUND',
    message: 'The guest has no files on this host.',
  },
  {
    operation: ['templateBuild'],
    stage: 'guest',
    errno: ['EBUSY', 'ETXTBSY'],
    code: 'INVALID_STATE',
    message: 'The guest runs, or something is done with its files.',
    hint: 'Stop it, or wait until that has ended.',
  },
  {
    operation: ['templateBuild'],
    stage: 'archive',
    errno: ['ENOENT'],
    code: 'NOT_FOUND',
    message: 'The host has no such file to import.',
    hint: 'Upload it, or copy it into the imports directory on the host.',
  },
  {
    operation: ['templateBuild'],
    stage: 'archive',
    errno: ['ENOEXEC'],
    code: 'INVALID_INPUT',
    message: 'The file is no archive.',
    hint: 'Give a tar archive, plain or packed with gzip, xz or zstd.',
  },
  {
    operation: ['templateBuild'],
    stage: 'archive',
    errno: ['EPERM', 'ELOOP', 'EXDEV'],
    code: 'INVALID_INPUT',
    message: 'The file is a link, or has another name elsewhere.',
    hint: 'Copy it into the imports directory.',
  },
  {
    operation: ['templateBuild'],
    stage: 'template-room',
    errno: ['ENOSPC'],
    code: 'NO_CAPACITY',
    message: 'The storage has too little room left for a template.',
    hint: 'Delete something or give the host more storage.',
  },
  {
    operation: ['templateBuild'],
    errno: ['EBUSY', 'EEXIST', 'EALREADY'],
    code: 'BUSY',
    message: 'Template SUBJECT is there or being built already.',
  },
  {
    operation: ['templateDelete'],
    stage: 'building',
    errno: ['EBUSY'],
    code: 'BUSY',
    message: 'Template SUBJECT is being built.',
    hint: 'Wait for its build to end, or cancel it.',
  },
  {
    operation: ['templateDelete'],
    errno: ['EBUSY'],
    code: 'INVALID_STATE',
    message: 'A guest uses template SUBJECT.',
    hint: 'Delete its guests first.',
  },
]
