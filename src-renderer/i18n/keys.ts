import type { en } from './en.ts'

/** A module of another language: the keys of the English one, each with its own words. */
export type Translation<Module> = { readonly [Key in keyof Module]: string }

type Messages = typeof en

/** Every key there is, e.g. `frame.live`; anything else is a type error. */
export type MessageKey = {
  [Module in keyof Messages & string]: `${Module}.${keyof Messages[Module] & string}`
}[keyof Messages & string]

export const LOCALES = [
  { code: 'en', name: 'English' },
  { code: 'de', name: 'Deutsch' },
] as const
export type LocaleCode = (typeof LOCALES)[number]['code']
