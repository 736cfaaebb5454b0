import { companyZone } from '@/kernel/format';

/** What the company's clock shows at an instant, "2026-11-26T14:30". */
export function localOf(at: number): string {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone: companyZone(), hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' });
  const part = Object.fromEntries(parts.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}`;
}

/** The instant (ISO 8601) at which the company's clock shows this local time, "2026-11-26T14:30". */
export function instantOf(local: string): string {
  const wanted = Date.parse(`${local}Z`);
  const shown = (at: number) => Date.parse(`${localOf(at)}Z`);
  // Twice: the first guess may lie on the other side of a change of the clock.
  let at = wanted - (shown(wanted) - wanted);
  at += wanted - shown(at);
  return new Date(at).toISOString();
}
