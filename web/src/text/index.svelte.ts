// The words in the language being read, and formats bound to it: `say.t.figures.done`, `say.share(0.5)`.
import { view } from '../state/view.svelte';
import { en } from './en';
import * as format from './format';
import { vi, type Text } from './vi';

class Say {
  t = $derived<Text>(view.lang === 'vi' ? vi : en);
  number = (value: number, digits = 0) => format.number(view.lang, value, digits);
  share = (value: number | null, none?: string) => format.share(view.lang, value, none);
  length = (metres: number) => format.length(view.lang, metres);
  exact = (metres: number) => format.exactLength(view.lang, metres);
  km = (metres: number) => format.km(view.lang, metres);
  area = (m2: number) => format.area(view.lang, m2);
  date = (iso: string) => format.date(view.lang, iso);
  month = (iso: string) => format.month(view.lang, iso);
  /** A zone's name: streets and wards keep theirs where no English one was given. */
  zone = (zone: { name: string; name_en?: string | null; nameEn?: string | null }) =>
    view.lang === 'en' ? (zone.nameEn ?? zone.name_en ?? zone.name) : zone.name;
}

export const say = new Say();
