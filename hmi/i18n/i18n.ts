import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { ENGLISH } from './english.ts';

/** Starts the texts of a page and tells the document its language and direction. Text mirrors; the controls of movement never do. */
export function startTexts(): i18n {
  void i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: ENGLISH } },
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  document.documentElement.lang = i18next.language;
  document.documentElement.dir = i18next.dir();
  return i18next;
}
