import { localeTag } from '@/kernel/i18n';

/** Where companies sign up from: currency, time zone and telephone prefix follow from the country. */
export const COUNTRIES = {
  SN: { currency: 'XOF', zone: 'Africa/Dakar', prefix: '+221' },
  CM: { currency: 'XAF', zone: 'Africa/Douala', prefix: '+237' },
  CI: { currency: 'XOF', zone: 'Africa/Abidjan', prefix: '+225' },
  ML: { currency: 'XOF', zone: 'Africa/Bamako', prefix: '+223' },
  BF: { currency: 'XOF', zone: 'Africa/Ouagadougou', prefix: '+226' },
  BJ: { currency: 'XOF', zone: 'Africa/Porto-Novo', prefix: '+229' },
  TG: { currency: 'XOF', zone: 'Africa/Lome', prefix: '+228' },
  NE: { currency: 'XOF', zone: 'Africa/Niamey', prefix: '+227' },
  GW: { currency: 'XOF', zone: 'Africa/Bissau', prefix: '+245' },
  GA: { currency: 'XAF', zone: 'Africa/Libreville', prefix: '+241' },
  CG: { currency: 'XAF', zone: 'Africa/Brazzaville', prefix: '+242' },
  TD: { currency: 'XAF', zone: 'Africa/Ndjamena', prefix: '+235' },
  CF: { currency: 'XAF', zone: 'Africa/Bangui', prefix: '+236' },
  GQ: { currency: 'XAF', zone: 'Africa/Malabo', prefix: '+240' },
  GN: { currency: 'GNF', zone: 'Africa/Conakry', prefix: '+224' },
  CD: { currency: 'CDF', zone: 'Africa/Kinshasa', prefix: '+243' },
  MR: { currency: 'MRU', zone: 'Africa/Nouakchott', prefix: '+222' },
  GM: { currency: 'GMD', zone: 'Africa/Banjul', prefix: '+220' },
  GH: { currency: 'GHS', zone: 'Africa/Accra', prefix: '+233' },
  NG: { currency: 'NGN', zone: 'Africa/Lagos', prefix: '+234' },
  MA: { currency: 'MAD', zone: 'Africa/Casablanca', prefix: '+212' },
  FR: { currency: 'EUR', zone: 'Europe/Paris', prefix: '+33' },
  GB: { currency: 'GBP', zone: 'Europe/London', prefix: '+44' },
} as const;

export type Country = keyof typeof COUNTRIES;

/** The countries with their names in the person's language, sorted; the two home markets first. */
export function countryOptions(): { value: Country; label: string }[] {
  const names = new Intl.DisplayNames([localeTag()], { type: 'region' });
  const home: Country[] = ['SN', 'CM'];
  const label = (code: Country) => names.of(code) ?? code;
  const rest = (Object.keys(COUNTRIES) as Country[]).filter((code) => !home.includes(code));
  rest.sort((a, b) => label(a).localeCompare(label(b), localeTag()));
  return [...home, ...rest].map((value) => ({ value, label: label(value) }));
}

/** The country this device's clock is set for; Senegal when it is none of ours. */
export function likelyCountry(): Country {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (Object.keys(COUNTRIES) as Country[]).find((code) => COUNTRIES[code].zone === zone) ?? 'SN';
}
