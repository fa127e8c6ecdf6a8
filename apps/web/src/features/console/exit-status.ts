import { t } from '@/language/t.ts'

/** The end of a console in words. Source: waitpid(2), WIFEXITED and WTERMSIG. */
export function describeExit(status: number): string {
  const signal = status & 0x7f
  if (signal !== 0) return t('The shell was ended by signal {signal}.', { signal })
  const code = (status >> 8) & 0xff
  return code === 0 ? t('The shell has ended.') : t('The shell has ended with exit code {code}.', { code })
}
