import { useData } from 'vitepress'
import { en, type Strings } from './en'

const locales: Record<string, Strings> = { en }

/** The words of the page's language. */
export function useStrings(): Strings {
  const { lang } = useData()
  return locales[lang.value.slice(0, 2)] ?? en
}

/** Puts values into "{name}" places. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole))
}
