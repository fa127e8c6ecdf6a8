import { AsyncLocalStorage } from 'node:async_hooks'
import { type Heard, shareHeard } from './current.ts'
import { understand } from './of-hosts/understand.ts'
import { inEnglish, type Sentence } from './sentence.ts'

/** Runs work for somebody who reads later what is said in it: `sentenceOf` has it with its values. */
export function hear<Result>(work: (sentenceOf: (said: string) => Sentence) => Result): Result {
  const heard: Heard = new Map()
  const sentenceOf = (said: string) => heard.get(said) ?? understand(said) ?? inEnglish(said)
  return shareHeard(() => new AsyncLocalStorage<Heard>()).run(heard, () => work(sentenceOf))
}
