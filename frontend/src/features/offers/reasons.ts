import type { OfferReason } from '@/kernel/api/missions';
import { integer, percent } from '@/kernel/format';
import { language, t } from '@/kernel/i18n';
import { kilometres } from '@/entities/mission/words';

const KNOWN = ['skill', 'zone', 'distance', 'availability', 'load', 'rating', 'acceptance', 'fairness'] as const;
type Code = (typeof KNOWN)[number];
const known = (code: string): code is Code => (KNOWN as readonly string[]).includes(code);

/** From so many points on a factor is a reason; below it only counted a little. */
const LEAST_POINTS = 4;

/** What spoke for somebody, and can be said of them: not what is unknown. */
export const worthSaying = ({ code, points, value }: OfferReason): boolean =>
  known(code) && points >= LEAST_POINTS && (value !== null && value !== undefined ? true : code === 'fairness' || code === 'availability');

/** Why somebody was chosen, in words. */
export function reasonText({ code, value }: OfferReason): string {
  const figure = Number(value ?? 0);
  switch (code as Code) {
    case 'skill':
      return t(`p.why.skill.${figure >= 3 ? 3 : figure === 2 ? 2 : 1}`);
    case 'distance':
      return t('p.why.distance', { distance: kilometres(figure) });
    case 'load':
      return figure ? t('p.why.load', { count: figure }) : t('p.why.load_none');
    case 'rating':
      return t('p.why.rating', { stars: figure.toLocaleString(language(), { maximumFractionDigits: 1 }) });
    case 'acceptance':
      return t('p.why.acceptance', { share: percent(figure, 0) });
    case 'zone':
      return t('p.why.zone');
    case 'availability':
      return t('p.why.availability');
    case 'fairness':
      return figure ? t('p.why.fairness', { count: integer(figure) }) : t('p.why.fairness_none');
  }
}
