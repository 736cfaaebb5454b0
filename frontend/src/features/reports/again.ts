import type { Report, ReportIn } from '@/kernel/api/types';

/** The same report once more. */
export const againBody = ({ type, format, language, first, last, subject_id }: Report): ReportIn => ({
  type,
  format,
  language,
  ...(first && last ? { first, last } : {}),
  ...(subject_id ? { subject_id } : {}),
});
