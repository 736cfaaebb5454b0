import type { RequestIn, Urgency } from '@/kernel/api/services';
import { moneyToText, parseMoney } from '@/kernel/format';
import { language, t } from '@/kernel/i18n';
import type { Errors } from '@/ui/useForm';
import { instantOf, localOf } from './moment';

export type Values = {
  name: string;
  phone: string;
  language: string;
  service: string;
  zone: string;
  landmark: string;
  description: string;
  urgency: Urgency;
  budget: string;
  /** As soon as somebody can come; else between the two moments, on the company's clock. */
  soon: boolean;
  from: string;
  until: string;
};

export const blank = (): Values => ({
  name: '',
  phone: '',
  language: language(),
  service: '',
  zone: '',
  landmark: '',
  description: '',
  urgency: 'normal',
  budget: '',
  soon: true,
  from: '',
  until: '',
});

export function errorsOf(values: Values): Errors<Values> {
  const found: Errors<Values> = {};
  if (!values.name.trim()) found.name = t('check.required');
  if (!values.service) found.service = t('check.required');
  if (!values.zone && !values.landmark.trim()) found.landmark = t('requests.check_place');
  const budget = parseMoney(values.budget);
  if (budget !== null && !(budget >= 0)) found.budget = t('check.amount');
  if (!values.soon) {
    if (!values.from) found.from = t('check.required');
    else if (values.until && values.until <= values.from) found.until = t('requests.check_until');
  }
  return found;
}

const trimmed = (text: string): string | null => text.trim() || null;

/** What is sent of it: every field, so that what waits on this phone can be read again. */
export type Asked = Required<Pick<RequestIn, 'customer_id' | 'client_name' | 'client_phone' | 'service_id' | 'zone_id' | 'landmark' | 'description' | 'budget' | 'wished_from' | 'wished_until'>> & {
  id: string;
  language: 'fr' | 'en';
  urgency: Urgency;
};

export function bodyOf(values: Values, { id, customer }: { id: string; customer: string | null }): Asked {
  return {
    id,
    customer_id: customer,
    client_name: values.name.trim(),
    client_phone: trimmed(values.phone),
    language: values.language === 'en' ? 'en' : 'fr',
    service_id: values.service,
    zone_id: values.zone || null,
    landmark: trimmed(values.landmark),
    description: trimmed(values.description),
    urgency: values.urgency,
    budget: parseMoney(values.budget),
    wished_from: values.soon ? null : instantOf(values.from),
    wished_until: values.soon || !values.until ? null : instantOf(values.until),
  };
}

/** The form of what was written down and not sent. */
export const valuesOf = (asked: Asked): Values => ({
  name: asked.client_name,
  phone: asked.client_phone ?? '',
  language: asked.language,
  service: asked.service_id,
  zone: asked.zone_id ?? '',
  landmark: asked.landmark ?? '',
  description: asked.description ?? '',
  urgency: asked.urgency,
  budget: typeof asked.budget === 'number' ? moneyToText(asked.budget) : '',
  soon: !asked.wished_from,
  from: asked.wished_from ? localOf(Date.parse(asked.wished_from)) : '',
  until: asked.wished_until ? localOf(Date.parse(asked.wished_until)) : '',
});
