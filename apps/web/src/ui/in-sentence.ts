import { currentLanguage } from '@/language/current.ts'

/** A label within a sentence: "Unit of memory". German writes its nouns large everywhere, and "CPU" stays so. */
export function inSentence(label: string): string {
  const isKept = currentLanguage() === 'de' || /^\p{Lu}{2}/u.test(label)
  return isKept ? label : label.charAt(0).toLowerCase() + label.slice(1)
}
