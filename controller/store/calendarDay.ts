import { z } from 'zod';

const MS_PER_DAY = 86_400_000;

/** A day of the calendar as YYYY-MM-DD that exists; such days sort as texts. */
export const calendarDay = z.iso.date();
export type CalendarDay = z.infer<typeof calendarDay>;

/** The day of an instant where this machine stands: an approval ends at midnight of those who use it. */
export function dayOf(instant: Date): CalendarDay {
  const [year, month, day] = [instant.getFullYear(), instant.getMonth() + 1, instant.getDate()];
  return [String(year).padStart(4, '0'), twoDigits(month), twoDigits(day)].join('-');
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** Days from one day to another, negative where the other is earlier. */
export function daysBetween(from: CalendarDay, to: CalendarDay): number {
  return (Date.parse(`${to}T00:00Z`) - Date.parse(`${from}T00:00Z`)) / MS_PER_DAY;
}

/** The day so many days later. */
export function daysAfter(from: CalendarDay, days: number): CalendarDay {
  return new Date(Date.parse(`${from}T00:00Z`) + days * MS_PER_DAY).toISOString().slice(0, 10);
}
